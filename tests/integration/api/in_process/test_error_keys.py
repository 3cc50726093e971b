"""Errors have the keys and messages of the original where it has some; what of ours it has not is said on the page."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from schemas.http.error_keys import ERROR_KEYS
from schemas.ids import ProjectKey
from tests.support.worlds.asgi_api import asgi_caller

SEGMENT = {"name": "Some", "type": "static", "customers": ["a"]}
USED = {"name": "Used", "type": "auto-update", "filter": {"junction": "and", "name": {"conditions": {"$is": ["x"]}}}}


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asgi_caller(tmp_path, ProjectKey("acme", "errors")) as caller:
        (await caller.post("/v1/customers", json={"source_id": "a"})).raise_for_status()
        (await caller.post("/v1/segments", json=SEGMENT)).raise_for_status()
        yield caller


@pytest.mark.parametrize(
    ("method", "path", "body", "error"),
    [
        ("GET", "/v1/orders/x", None, (404, "not_found", "Resource not found")),
        ("GET", "/v1/customers/x", None, (404, "not_found", "Resource not found")),
        ("DELETE", "/v1/products/x/skus/y", None, (404, "not_found", "Resource not found")),
        ("GET", "/v1/segments/x", None, (404, "not_found", "Resource not found")),
        ("GET", "/v1/customers?order=x", None, (400, "invalid_query_params", "Invalid query params")),
        ("POST", "/v1/customers", {"birthdate": "x"}, (400, "invalid_payload", "Invalid payload")),
        ("POST", "/v1/exports", {"exported_object": "x"}, (400, "invalid_payload", "Invalid payload")),
        ("POST", "/v1/orders", {"amount": -1}, (400, "invalid_order", "Invalid order")),
        ("POST", "/v1/segments", SEGMENT, (409, "duplicate_found", "Duplicated resource found")),
        ("PATCH", "/v1/orders", None, (405, "invalid_method", "HTTP Method Not Allowed")),
    ],
)
async def test_an_error_is_the_originals(caller, method, path, body, error):
    answer = (await caller.request(method, path, json=body)).json()
    assert (answer["code"], answer["key"], answer["message"]) == error


async def test_export_fields_that_are_not_there_have_a_key_of_their_own(caller):
    body = {"exported_object": "order", "parameters": {"fields": ["nope"]}}
    answer = (await caller.post("/v1/exports", json=body)).json()
    assert (answer["code"], answer["key"], answer["message"]) == (400, "invalid_export_fields", "Invalid Export")


async def test_a_segment_that_a_rule_uses_is_a_resource_in_use(caller):
    segment = (await caller.post("/v1/segments", json=USED)).json()["id"]
    rule = {"name": "r", "trigger": "customer.segment.entered", "segment": segment, "points": 5}
    (await caller.post("/v1/earning-rules", json=rule)).raise_for_status()
    answer = (await caller.delete(f"/v1/segments/{segment}")).json()
    assert (answer["code"], answer["key"], answer["message"]) == (400, "resource_in_use", "Resource in use")


async def test_another_method_is_told_which_there_are(caller):
    answer = await caller.patch("/v1/orders")
    assert answer.json()["details"] == "PATCH is not supported by this endpoint. Did you mean GET or POST?"
    assert answer.headers["Allow"] == "GET, POST"


def test_the_page_has_each_key():
    page = Path("docs/http-api.md").read_text(encoding="utf-8").partition("## Errors")[2].partition("\n## ")[0]
    first_cells = "".join(re.findall(r"^\| ([`\w, ]+) \|", page, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", first_cells)) == set(ERROR_KEYS)
