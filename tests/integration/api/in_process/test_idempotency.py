"""The same request sent again with its `Idempotency-Key` is the same action, whatever it asks for."""

import pytest

from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")
FILE = {"files": {"file": ("x.csv", b"source_id,name\nmug,Mug\n")}}
OTHER_FILE = {"files": {"file": ("x.csv", b"source_id,name\ncup,Cup\n")}}
SKUS = {"files": {"file": ("x.csv", b"product_id,source_id\nmug,b\n")}}
OTHER_SKUS = {"files": {"file": ("x.csv", b"product_id,source_id\nmug,c\n")}}
SHARED = {"source_ids": ["a"], "metadata": {}}
REQUESTS = [
    ("/v1/customers/bulk/async", {"json": [{"source_id": "a"}]}, {"json": []}, "async_action_id"),
    ("/v1/products/bulk/async", {"json": [{"source_id": "a"}]}, {"json": []}, "async_action_id"),
    ("/v1/customers/metadata/async", {"json": SHARED}, {"json": {**SHARED, "source_ids": []}}, "async_action_id"),
    ("/v1/products/metadata/async", {"json": SHARED}, {"json": {**SHARED, "source_ids": []}}, "async_action_id"),
    ("/v1/customers/importCSV", FILE, OTHER_FILE, "async_action_id"),
    ("/v1/products/importCSV", FILE, OTHER_FILE, "async_action_id"),
    ("/v1/skus/importCSV", SKUS, OTHER_SKUS, "async_action_id"),
    ("/v1/orders/export", {"json": {}}, {"json": {"parameters": {"order": "-created_at"}}}, "id"),
    ("/v1/exports", {"json": {"exported_object": "sku"}}, {"json": {"exported_object": "order"}}, "id"),
]
IDENTITY = {"Idempotency-Key": "k"}


@pytest.mark.parametrize(("path", "body", "other", "name"), REQUESTS)
async def test_a_request_that_is_repeated_is_one_action(tmp_path, path, body, other, name):
    async with asgi_caller(tmp_path, KEY) as caller:
        first, again, another = [await caller.post(path, headers=IDENTITY, **sent) for sent in (body, body, other)]
        without_key = await caller.post(path, **body)
        count = (await caller.get("/v1/exports")).json()["total"]
    assert first.json()[name] == again.json()[name] != without_key.json()[name]
    assert (another.status_code, another.json()["key"]) == (409, "idempotency_conflict")
    assert count + len(list(inbox_of(tmp_path, KEY).glob("v-*"))) == 2


async def test_a_key_stands_for_a_body_and_what_was_asked_of_it(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        body = {"json": [{"source_id": "a"}]}
        first = await caller.post("/v1/customers/bulk/async", headers=IDENTITY, **body)
        elsewhere = await caller.post("/v1/products/bulk/async", headers=IDENTITY, **body)
        sku = {"files": {"file": ("x.csv", b"source_id\nb\n")}}
        paths = ["/v1/products/mug/skus/importCSV", "/v1/products/cup/skus/importCSV"]
        of_products = [await caller.post(path, headers={"Idempotency-Key": "s"}, **sku) for path in paths]
    assert (first.status_code, elsewhere.status_code) == (202, 409)
    assert [answer.status_code for answer in of_products] == [202, 409]


async def test_a_refused_body_claims_no_key(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        refused = await caller.post("/v1/customers/bulk/async", headers=IDENTITY, json={})
        taken = await caller.post("/v1/customers/bulk/async", headers=IDENTITY, json=[])
    assert (refused.status_code, taken.status_code) == (400, 202)
    assert len(list(inbox_of(tmp_path, KEY).glob("v-*"))) == 1
