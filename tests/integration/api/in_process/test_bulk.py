"""What the routes of bulk updates take and refuse at once; a body that is taken is on disk and in the queue."""

import gzip
import json
from pathlib import Path

import pytest

from schemas.ids import ProjectKey, parse_import_id
from tasks.intake.inbox import inbox_of
from tasks.intake.queue.import_queue import find
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
TAKEN = [
    ("/v1/customers/bulk/async", [{"source_id": "ann"}], "CUSTOMERS.BULK_UPDATE"),
    ("/v1/products/bulk/async", [{"source_id": "mug"}], "PRODUCTS.BULK_UPDATE"),
    ("/v1/customers/metadata/async", {"source_ids": ["ann"], "metadata": {"a": 1}}, "CUSTOMERS.METADATA_UPDATE"),
    ("/v1/products/metadata/async", {"source_ids": [], "metadata": {}}, "PRODUCTS.METADATA_UPDATE"),
]
ARRAY = "/v1/customers/bulk/async"
REFUSED = [
    (ARRAY, b"{}", 400, "The body is not an array of customers; put them in [ ]."),
    (ARRAY, b'[{"source_id"', 400, "The body is not valid JSON"),
    ("/v1/products/bulk/async", b"{}", 400, "The body is not an array of products; put them in [ ]."),
    ("/v1/customers/metadata/async", b'{"source_ids":["a"]}', 400, "$.metadata has to be a JSON object."),
    ("/v1/products/metadata/async", b"[]", 400, 'The body is not an object. It is {"source_ids"'),
    (ARRAY, b"[" + b" " * 10 * 1024 * 1024 + b"]", 413, "The body has more than 10,485,760 bytes."),
]


@pytest.mark.parametrize(("path", "body", "type"), TAKEN)
async def test_what_is_taken_waits_in_the_lane(tmp_path: Path, path: str, body: object, type: str):
    packed = gzip.compress(json.dumps(body).encode())
    async with asgi_caller(tmp_path, KEY) as caller:
        plain = await caller.post(path, json=body)
        gzipped = await caller.post(path, content=packed, headers={"Content-Encoding": "gzip"})
    assert (plain.status_code, gzipped.status_code) == (202, 202)
    for answer in (plain, gzipped):
        queued = find(tmp_path, parse_import_id(answer.json()["async_action_id"]), KEY)
        assert (queued.kind, queued.request_id) == (type, answer.headers["X-Request-Id"])
        assert json.loads(Path(queued.sources[0]).read_bytes()) == body


@pytest.mark.parametrize("path", [path for path, *_ in TAKEN])
async def test_no_body_asks_for_nothing(tmp_path: Path, path: str):
    async with asgi_caller(tmp_path, KEY) as caller:
        assert (await caller.post(path)).status_code == 202


@pytest.mark.parametrize(("path", "body", "code", "details"), REFUSED, ids=range(len(REFUSED)))
async def test_what_is_refused_leaves_nothing(tmp_path: Path, path: str, body: bytes, code: int, details: str):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post(path, content=body)
    assert refused.status_code == code
    assert refused.json()["details"].startswith(details)
    assert not any(inbox_of(tmp_path, KEY).iterdir())


async def test_without_keys_nothing_is_taken(tmp_path: Path):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post(ARRAY, json=[], headers={"X-App-Token": "wrong"})
    assert refused.status_code == 401
