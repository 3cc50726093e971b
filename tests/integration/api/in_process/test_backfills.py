"""`POST /v1/orders/backfill`: what is taken, what is refused, what is kept of it; and pausing what was taken."""

import gzip
import json
from pathlib import Path

import httpx
import pytest

from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey, parse_import_id
from tasks.intake.queue.import_queue import find
from tasks.intake.queue.queued_import import QueuedImport
from tasks.rules.create import create_webhook
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
LINES = b'{"source_id": "a"}\n{"source_id": "b"}\n'
PATH = "/v1/orders/backfill"


def inbox(home: Path) -> list[bytes]:
    return [file.read_bytes() for file in (home / "acme" / "shop.inbox").glob("*")]


def queued(home: Path, answer: httpx.Response) -> QueuedImport:
    return find(home, parse_import_id(answer.raise_for_status().json()["async_action_id"]))


@pytest.mark.parametrize(
    ("body", "headers", "format"),
    [
        (LINES, {}, "ndjson"),
        (b" \n[{}]", {}, "json"),
        (gzip.compress(LINES, mtime=0), {"Content-Encoding": "gzip"}, "ndjson"),
        (json.dumps({"source_id": "a", "items": []}).encode(), {}, "ndjson"),
    ],
)
async def test_a_body_waits_on_disk_as_a_backfill(tmp_path: Path, body: bytes, headers: dict[str, str], format: str):
    async with asgi_caller(tmp_path, KEY) as caller:
        answer = await caller.post(PATH, content=body, headers=headers, params={"effects": "none", "expect_orders": 2})
        action_id = answer.json()["async_action_id"]
        record = (await caller.get(f"/v1/async-actions/{action_id}")).json()
    row = queued(tmp_path, answer)
    assert (record["type"], record["status"], record["position"]) == ("ORDERS.BACKFILL", "ENQUEUED", 1)
    said = {name: row.parameters[name] for name in ("format", "preset", "effects", "expect_orders")}
    assert said == {"format": format, "preset": "own", "effects": "none", "expect_orders": 2}
    [kept] = inbox(tmp_path)
    assert Path(row.sources[0]).read_bytes() == kept
    assert row.size == len(kept)


async def test_a_source_that_is_allowed_is_named(tmp_path: Path):
    exports = tmp_path / "exports" / "acme"
    async with asgi_caller(tmp_path, KEY, backfill_sources=f"{tmp_path}/exports/{{tenant}}") as caller:
        answer = await caller.post(PATH, json={"source": f"{exports}/o-*.csv"}, params={"preset": "shopify"})
        both = await caller.post(PATH, json={"sources": [f"{exports}/a", f"{exports}/b"]})
        other = await caller.post(PATH, json={"source": f"{tmp_path}/exports/other/o.csv"})
    assert queued(tmp_path, answer).sources == [f"{exports}/o-*.csv"]
    assert queued(tmp_path, answer).parameters["preset"] == "shopify"
    assert queued(tmp_path, both).sources == [f"{exports}/a", f"{exports}/b"]
    assert (other.status_code, other.json()["key"]) == (400, "invalid_payload")
    assert str(tmp_path) not in other.text
    assert inbox(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "params", "code", "details"),
    [
        (b"", {}, 400, "neither a JSON array of orders nor an order a line"),
        (b"a,b\n1,2", {}, 400, "neither a JSON array"),
        (b'{"source": 1}', {}, 400, "A body that names sources is"),
        (b'{"source": "/x", "effects": "none"}', {}, 400, "A body that names sources is"),
        (b'{"source": "/etc/passwd"}', {}, 400, "none that a request may name"),
        (LINES * 9, {}, 413, "more than 99 bytes"),
        (LINES, {"preset": "nothing"}, 400, "There is no preset 'nothing'"),
        (LINES, {"effects": "some"}, 400, "effects"),
        (LINES, {"portion": 1}, 400, "no such parameter"),
        (LINES, {"mapping": "nothing"}, 404, "Cannot find mapping with name nothing."),
        (b'{"source": "/x"}', {"dry_run": True}, 400, "A dry run is of orders that are sent"),
    ],
)
async def test_what_cannot_be_taken_is_refused_and_leaves_nothing(tmp_path: Path, body, params, code, details):
    async with asgi_caller(tmp_path, KEY, backfill_body_limit=99) as caller:
        answer = await caller.post(PATH, content=body, params=params)
    assert (answer.status_code, details in answer.json()["details"]) == (code, True), answer.json()
    assert inbox(tmp_path) == []


MAPPING = """
[order]
source_id = "No"
amount = "Total"

[money]
currency = { ask = true }
"""


async def test_a_file_is_taken_with_a_mapping_that_the_project_keeps(tmp_path: Path):
    said = {"format": "csv", "mapping": "ours", "currency": "EUR", "restore_erased": True}
    async with asgi_caller(tmp_path, KEY) as caller:
        kept = [await caller.put("/v1/mappings/ours", json={"toml": MAPPING}), await caller.get("/v1/mappings/ours")]
        listed = (await caller.get("/v1/mappings")).json()["data"]
        answer = await caller.post(PATH, content=b"No,Total\n1,5\n", params=said)
        would = await caller.post(PATH, content=b"No,Total\n1,5\n2,x\n", params={**said, "dry_run": True})
        gone = [await caller.delete("/v1/mappings/ours") for _ in range(2)]
        refused = await caller.post(PATH, content=b"No,Total\n1,5\n", params=said)
    stored = {"object": "mapping", "name": "ours", "toml": MAPPING}
    assert ([each.json() for each in kept], listed) == ([stored, stored], ["ours"])
    row = queued(tmp_path, answer)
    assert {name: row.parameters.get(name) for name in ("format", "preset", "currency", "restore_erased")} == {
        "format": "csv",
        "preset": None,
        "currency": "EUR",
        "restore_erased": True,
    }
    assert row.parameters["mapping"].endswith("acme/shop.mappings/ours.toml")
    report = would.json()["report"]
    assert (report["row_count"], report["failed_count"], report["orders"]["inserted"]) == (2, 1, 1)
    assert len(inbox(tmp_path)) == 1 and str(tmp_path) not in would.text
    assert [*(each.status_code for each in gone), refused.status_code] == [204, 404, 404]


@pytest.mark.parametrize(
    ("path", "body", "details"),
    [
        ("Upper", MAPPING, "'Upper' is no name of a mapping."),
        ("ours", "[order]\nnothing = 1", "nothing"),
        ("ours", 1, "toml: Input should be a valid string"),
        ("ours", "[order", "mapping ours"),
    ],
)
async def test_a_mapping_that_says_nothing_is_refused(tmp_path: Path, path, body, details):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.put(f"/v1/mappings/{path}", json={"toml": body})
        assert (await caller.get("/v1/mappings")).json()["total"] == 0
    assert (refused.status_code, details in refused.json()["details"]) == (400, True), refused.json()


async def test_with_rules_it_has_to_be_said_what_it_may_cause(tmp_path: Path):
    with open_warehouse(tmp_path, KEY) as con:
        url, events = "http://127.0.0.1:9/", ["customer.segment.entered"]
        create_webhook(con, naive_utc_now(), name="hook", url=url, event_types=events)
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post(PATH, content=LINES)
        taken = await caller.post(PATH, content=LINES, params={"effects": "hold"})
    assert "has 1 active rule" in refused.json()["details"]
    assert queued(tmp_path, taken).parameters["effects"] == "hold"


async def test_backfills_have_a_quota_of_their_own(tmp_path: Path):
    async with asgi_caller(tmp_path, KEY, max_waiting_backfills=1) as caller:
        assert (await caller.post(PATH, content=LINES)).status_code == 200
        full = await caller.post(PATH, content=LINES)
        assert (await caller.post("/v1/orders/import", json=[])).status_code == 200
    assert (full.status_code, len(inbox(tmp_path))) == (429, 2)


async def test_a_key_stands_for_one_backfill(tmp_path: Path):
    headers = {"Idempotency-Key": "k"}
    async with asgi_caller(tmp_path, KEY) as caller:
        answers = [await caller.post(PATH, content=LINES, headers=headers) for _ in range(2)]
        other = await caller.post(PATH, content=LINES * 2, headers=headers)
    assert answers[0].json() == answers[1].json()
    assert (other.status_code, len(inbox(tmp_path))) == (409, 1)


async def test_it_is_paused_resumed_and_cancelled_before_it_begins(tmp_path: Path):
    async with asgi_caller(tmp_path, KEY) as caller:
        action_id = (await caller.post(PATH, content=LINES)).json()["async_action_id"]
        asked = [await caller.post(f"/v1/async-actions/{action_id}/{what}") for what in ("resume", "pause", "resume")]
        cancelled = await caller.post(f"/v1/async-actions/{action_id}/cancel")
        late = await caller.post(f"/v1/async-actions/{action_id}/pause")
    assert [answer.status_code for answer in asked] == [400, 200, 200]
    assert (cancelled.json()["status"], late.status_code) == ("FAILED", 400)
    assert inbox(tmp_path) == []
