"""A backfill over HTTP, with a real server, worker and API: its body is stored, told, and gone."""

import gzip
import json

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld, ended

pytestmark = pytest.mark.xdist_group("api")

KEY = ProjectKey("acme", "history")
COUNT = 5000


def test_more_than_an_import_takes_is_one_backfill(api_with_worker: ApiWorld):
    orders = [{"source_id": f"o{n}", "amount": n} for n in range(COUNT)] + [{"source_id": "bad", "amount": -1}]
    body = gzip.compress("".join(f"{json.dumps(order)}\n" for order in orders).encode())
    with api_with_worker.caller(KEY) as caller:
        params = {"expect_orders": COUNT}
        answer = caller.post("/v1/orders/backfill", content=body, headers={"Content-Encoding": "gzip"}, params=params)
        action_id = answer.raise_for_status().json()["async_action_id"]
        record = ended(caller, action_id)
        rejects = caller.get(f"/v1/async-actions/{action_id}/rejects").raise_for_status().text
        stored = caller.get("/v1/orders", params={"limit": 1}).raise_for_status().json()
    assert (record["type"], record["status"], record["progress"]) == ("ORDERS.BACKFILL", "DONE", 100)
    assert (record["result"]["done_count"], record["result"]["failed_count"]) == (COUNT, 1)
    assert record["result"]["details"]["reconciliation"]["differences"] == []
    assert ([json.loads(line) for line in rejects.splitlines()], stored["total"]) == ([orders[-1]], COUNT)
    assert list((api_with_worker.home / "acme" / "history.inbox").glob("*")) == []
