"""Orders as they happen, and segments, written over HTTP."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from schemas.ids import ProjectKey
from tasks.warehouse import open_warehouse
from tests.api_world import ApiWorld, new_api

pytestmark = pytest.mark.xdist_group("api")

KEY = ProjectKey("acme", "writes")
FILTER = {"junction": "and", "name": {"conditions": {"$is": ["Ann"]}}}
HOLD = """
import sys, time
from pathlib import Path
from tasks.warehouse import open_warehouse
with open_warehouse(Path(sys.argv[1])):
    print("open", flush=True)
    time.sleep(1)
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiWorld]:
    with new_api(tmp_path_factory.mktemp("api")) as api:
        yield api


@pytest.fixture(scope="module")
def caller(api: ApiWorld) -> Iterator[httpx.Client]:
    with api.caller(KEY) as caller:
        yield caller


def test_an_order_is_created_then_updated_and_both_are_events(api, caller):
    created = caller.post("/v1/orders", json={"source_id": "o1", "amount": 5, "metadata": {"a": 1}})
    order = created.raise_for_status().json()
    assert (order["status"], order["amount"]) == ("CREATED", 5)
    updated = caller.put("/v1/orders/o1", json={"status": "PAID", "metadata": {"b": 2}}).raise_for_status().json()
    assert (updated["id"], updated["amount"], updated["metadata"]) == (order["id"], 5, {"a": 1, "b": 2})
    with open_warehouse(KEY.database(api.home)) as con:
        events = con.execute("SELECT type FROM events ORDER BY created_at, type").fetchall()
    assert events == [("order.created",), ("order.paid",), ("order.updated",)]


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "details"),
    [
        ("POST", "/v1/orders", b'{"amount": "12"}', 400, "$.amount an integer is needed here"),
        ("POST", "/v1/orders", b"[]", 400, "not one order as a JSON object"),
        ("POST", "/v1/orders", b"{", 400, "not one order as a JSON object"),
        ("PUT", "/v1/orders/o9", b"{}", 404, "order with id or source_id 'o9'"),
        ("PUT", "/v1/orders/o1", b'{"id": "ord_x"}', 400, "$.id is 'ord_x'"),
        ("POST", "/v1/segments", b'{"name": "x"}', 400, "needs a filter"),
        ("POST", "/v1/segments", b'{"name": 5}', 400, "name: Input should be a valid string"),
        ("POST", "/v1/segments", b'{"name": "x", "filter": {"junction": "and"}}', 400, "names no field"),
        ("GET", "/v1/segments/seg_x", b"", 404, "segment 'seg_x'"),
        ("DELETE", "/v1/segments/seg_x", b"", 404, "segment 'seg_x'"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_reason(caller, method, path, body, code, details):
    answer = caller.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (code, code)
    assert details in answer.json()["details"]


def test_a_segment_is_made_read_and_deleted(caller):
    caller.post("/v1/orders", json={"source_id": "o2", "amount": 1, "customer": {"source_id": "c1", "name": "Ann"}})
    made = caller.post("/v1/segments", json={"name": "Anns", "filter": FILTER}).raise_for_status().json()
    assert (made["type"], made["member_count"], made["filter"]) == ("auto-update", 1, FILTER)
    static = caller.post("/v1/segments", json={"name": "One", "type": "static", "customers": ["c1"]})
    assert static.raise_for_status().json()["member_count"] == 1
    assert {segment["name"] for segment in caller.get("/v1/segments").json()["data"]} == {"Anns", "One"}
    assert caller.delete(f"/v1/segments/{made['id']}").status_code == 204
    assert caller.get(f"/v1/segments/{made['id']}").status_code == 404


def test_reads_and_small_writes_wait_for_whoever_has_the_database(api, caller):
    with subprocess.Popen([sys.executable, "-c", HOLD, str(KEY.database(api.home))], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"open\n"
        assert caller.get("/v1/orders").status_code == 200
        assert caller.post("/v1/orders", json={"source_id": "o3", "amount": 1}).status_code == 200
