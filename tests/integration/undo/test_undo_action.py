"""`orders undo` as a shell sees it: a run of the flow in the project's lane, which can be undone like an import."""

import json

import pytest

from schemas.ids import action_id_of, new_import_id
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.undone import do_import
from tests.support.projects.stages import as_texts
from tests.support.worlds.shell import orders

pytestmark = pytest.mark.xdist_group("server")


def test_an_undo_is_an_action_and_can_be_undone(prefect_server, home, key):
    import_id = new_import_id()
    with open_warehouse(home, key) as con:
        do_import(con, import_id, as_texts([{"source_id": "a"}]))
    names = ["--tenant", key.tenant, "--project", key.project]
    undone = json.loads(orders("undo", action_id_of(import_id), *names, "--json").stdout)
    assert (undone["status"], undone["orders"]["removed"]) == ("DONE", 1)
    status = json.loads(orders("status", undone["undo_id"], "--json").stdout)
    assert (status["type"], status["status"]) == ("ORDERS.UNDO", "DONE")
    again = json.loads(orders("undo", undone["undo_id"], *names, "--json").stdout)
    assert again["orders"]["restored"] == 1
