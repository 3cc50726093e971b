"""A project in which rows were brought, changed, said again, deleted and undone."""

import json
from collections.abc import Iterator

import pytest

from schemas.orders.frames import Kind
from tasks.updates.by_name import delete_entity
from tasks.updates.one_order import upsert_order
from tasks.warehouse.statements import Connection
from tests.support.laws.undone import do_import, do_undo, start
from tests.support.projects.lakes import empty_project
from tests.support.projects.stages import KEY, NOW, as_texts

MUG = {"price": 5, "product": {"id": "p", "name": "Mug", "override": True}}
ORDER = {
    **{"source_id": "a", "status": "PAID", "amount": 5, "metadata": {"k": 1.50}, "items": [MUG]},
    "customer": {"source_id": "c", "name": "Ann"},
}


@pytest.fixture(scope="package")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The project; no test changes it."""
    with empty_project(tmp_path_factory.mktemp("lineage")) as con:
        start(con)
        do_import(con, "imp_1", as_texts([{"source_id": "z"}, ORDER]))
        changed = {
            **ORDER,
            "amount": 7,
            "metadata": {"k": 2},
            "items": [],
            "customer": {"source_id": "c", "email": "e"},
        }
        do_import(con, "imp_2", as_texts([changed]))
        do_import(con, "imp_3", as_texts([{"source_id": "y"}, {"source_id": "a", "amount": 7}]))
        upsert_order(con, json.dumps({"source_id": "a", "status": "FULFILLED"}), KEY, NOW, update_id="upd_1")
        delete_entity(con, Kind.PRODUCT, "p", NOW)
        do_undo(con, "imp_2")
        yield con
