"""What may stand behind the ? of a path: each read refuses what it does not have, and what it cannot take."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.asgi_api import api_app, asgi_caller

READS = [
    path for path, operations in api_app().openapi()["paths"].items() if "get" in operations and path.startswith("/v1/")
]


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asgi_caller(tmp_path, ProjectKey("acme", "params")) as caller:
        yield caller


async def test_every_read_refuses_a_parameter_that_it_does_not_have(caller):
    assert len(READS) > 10
    for path in READS:
        error = (await caller.get(path, params={"surplus": 1})).json()
        assert (error["code"], error["key"], path) == (400, "invalid_query_params", path)
        assert error["details"] == "surplus: no such parameter here"


async def test_the_keys_are_looked_at_first(caller):
    for path in READS:
        answer = await caller.get(path, params={"surplus": 1}, headers={"X-App-Token": "wrong"})
        assert (answer.status_code, path) == (401, path)


@pytest.mark.parametrize(
    ("path", "query", "details"),
    [
        ("orders", "limit=0", "limit: Input should be greater than or equal to 1"),
        ("orders", "limit=101", "limit: Input should be less than or equal to 100"),
        ("orders", "page=x", "page: Input should be a valid integer"),
        (
            "orders",
            "order=-amount",
            "order: Input should be 'created_at', '-created_at', 'updated_at' or '-updated_at'",
        ),
        ("orders", "email=x", "email: no such parameter here"),
        ("segments", "order=updated_at", "order: Input should be 'created_at' or '-created_at'"),
        (
            "customers",
            "created_at[before]=soon",
            "created_at[before]: 'soon' is not a time such as 2016-11-16T14:14:31Z.",
        ),
        ("customers", "created_before=2020-01-01", "created_before: no such parameter here"),
        ("products", "end_date=2020-02-30", "end_date: '2020-02-30' is not a time"),
        ("async-actions", "end_date=", "end_date: '' is not a time"),
    ],
)
async def test_what_cannot_be_taken_is_named(caller, path, query, details):
    error = (await caller.get(f"/v1/{path}?{query}")).json()
    assert (error["key"], details in error["details"]) == ("invalid_query_params", True)


@pytest.mark.parametrize(
    "query", ["", "order=-source_id", "created_at[after]=2020-01-01", "created_at[before]=2020-01-01T10:00:00%2B02:00"]
)
async def test_what_can_be_taken_is(caller, query):
    answer = await caller.get(f"/v1/customers?{query}")
    assert (answer.status_code, answer.json()["customers"]) == (200, [])
