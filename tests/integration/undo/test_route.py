"""An undo that is asked for over HTTP waits in the lane of its project, if there is something to undo."""

import pytest

from schemas.action_type import ActionType
from schemas.ids import ProjectKey, new_import_id, parse_import_id
from tasks.intake.queue.import_queue import find
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.undone import do_import
from tests.support.projects.stages import as_texts
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
IMPORT_ID = new_import_id()


@pytest.fixture
def imported(home):
    with open_warehouse(home, KEY) as con:
        do_import(con, IMPORT_ID, as_texts([{"source_id": "a"}]))
    return home


async def test_an_undo_waits_in_the_lane(imported):
    async with asgi_caller(imported, KEY) as caller:
        answer = await caller.post(f"/v1/async-actions/{IMPORT_ID}/undo", params={"cascade": True})
    assert answer.status_code == 202
    row = find(imported, parse_import_id(answer.json()["async_action_id"]))
    assert (row.kind, row.parameters) == (ActionType.ORDERS_UNDO, {"undone": IMPORT_ID, "cascade": True})


async def test_a_dry_run_says_what_would_go_and_nothing_goes(imported):
    async with asgi_caller(imported, KEY) as caller:
        would = await caller.post(f"/v1/async-actions/{IMPORT_ID}/undo", params={"dry_run": True})
        after = (await caller.get("/v1/orders/a")).json()
    assert (would.status_code, would.json()["orders"]["removed"]) == (200, 1)
    assert after["source_id"] == "a"


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
@pytest.mark.parametrize("name", ["aa_1", "imp_" + 32 * "0"])
async def test_what_is_not_there_is_not_found(imported, name, query):
    async with asgi_caller(imported, KEY) as caller:
        answer = await caller.post(f"/v1/async-actions/{name}/undo{query}")
    assert (answer.status_code, answer.json()["key"]) == (404, "not_found")
