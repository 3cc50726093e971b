"""`POST /v1/orders/import`: what an import may cause, and what it would do."""

import pytest

from schemas.ids import ProjectKey, parse_import_id
from tasks.intake.inbox import inbox_of
from tasks.intake.queue.import_queue import find
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
PATH = "/v1/orders/import"
ORDERS = [{"source_id": "a", "amount": 5, "customer": {"source_id": "ann"}}, {"source_id": "b", "amount": "5"}]


async def test_a_dry_run_says_what_would_be_and_leaves_nothing(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        would = await caller.post(PATH, json=ORDERS, params={"dry_run": True})
        stored = (await caller.get("/v1/orders")).json()["orders"]
    said = would.json()
    assert (would.status_code, said["loaded"]["orders"]["inserted"], said["failed"][0]["row"]) == (200, 1, 1)
    assert stored == [] and list(inbox_of(tmp_path, KEY).glob("*")) == []


@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({"effects": "hold", "effects_limit": 3}, {}),
        ({"restore_erased": True}, {"Idempotency-Key": "k"}),
        ({}, {}),
    ],
)
async def test_what_it_may_cause_goes_along(tmp_path, params, headers):
    async with asgi_caller(tmp_path, KEY) as caller:
        answer = await caller.post(PATH, json=ORDERS, params=params, headers=headers)
    row = find(tmp_path, parse_import_id(answer.json()["async_action_id"]))
    said = {name: value for name, value in row.parameters.items() if name not in ("source", "preset")}
    assert (said, row.parameters["preset"]) == (params, "own")


@pytest.mark.parametrize("params", [{"effects": "some"}, {"dryrun": True}])
async def test_a_parameter_that_it_does_not_have_is_refused(tmp_path, params):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post(PATH, json=ORDERS, params=params)
        assert list(inbox_of(tmp_path, KEY).glob("*")) == []
    assert (refused.status_code, refused.json()["key"]) == (400, "invalid_query_params")
