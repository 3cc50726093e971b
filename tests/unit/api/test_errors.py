"""What a client reads of each error, and that nothing else of it leaves the log."""

import logging

import httpx
import pytest
from fastapi import FastAPI

from flows.api.http import error_handlers
from flows.api.http.errors import invalid_payload
from schemas.errors import ImportAbortedError, NotFoundError, OrdersError, RetryableError, UsageError
from schemas.http.error_keys import ERROR_KEYS
from tasks.intake.idempotency import OtherBodyError
from tasks.intake.receive import TooLargeError
from tasks.updates.one_order import RejectedOrderError

PRIVATE = {"detail": "/srv/a.duckdb is in use by PID 7.", "operator_hint": "Run `orders status`."}
PUBLIC = "It is wrong. Mend it."
UNEXPECTED = "Something unexpected went wrong; the log says more under this request_id."
KINDS = [
    (RetryableError, "service_unavailable", PUBLIC, "Try again"),
    (UsageError, "invalid_payload", PUBLIC, "Invalid payload"),
    (NotFoundError, "not_found", PUBLIC, "Resource not found"),
    (RejectedOrderError, "invalid_order", PUBLIC, "Invalid order"),
    (TooLargeError, "query_too_large", PUBLIC, "Query too large"),
    (OtherBodyError, "idempotency_conflict", PUBLIC, "Conflict"),
    (ImportAbortedError, "internal_error", UNEXPECTED, "Internal error"),
    (OrdersError, "internal_error", UNEXPECTED, "Internal error"),
]


async def answer_to(error: Exception) -> httpx.Response:
    app = FastAPI()
    error_handlers.install(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as caller:
        return await caller.get("/")


@pytest.mark.parametrize(("kind", "key", "details", "message"), KINDS)
async def test_a_client_reads_the_public_line(kind, key, details, message, monkeypatch, caplog):
    monkeypatch.setattr(error_handlers, "logger", logging.getLogger("api"))
    error = kind("It is wrong.", "Mend it.", **PRIVATE)
    answer = await answer_to(error)
    body = answer.json()
    assert (answer.status_code, body["code"], body["key"]) == (ERROR_KEYS[key][0], ERROR_KEYS[key][0], key)
    assert (body["details"], body["message"]) == (details, message)
    assert answer.headers["X-Request-Id"] == body["request_id"]
    assert (f"({body['request_id']}): {error}" in caplog.text) is (answer.status_code >= 500)


@pytest.mark.parametrize(
    ("error", "code", "headers"),
    [
        (RetryableError("Busy."), 503, {"Retry-After": "1"}),
        (httpx.ConnectError("/srv/socket"), 503, {"Retry-After": "5"}),
        (invalid_payload("It is wrong."), 400, {}),
        (ValueError("/srv/secret"), 500, {}),
    ],
)
async def test_any_error_has_the_one_shape(error, code, headers):
    answer = await answer_to(error)
    assert answer.json().keys() == {"code", "key", "message", "details", "request_id"}
    assert (answer.status_code, "/srv" in answer.text) == (code, False)
    assert {name: text for name, text in answer.headers.items() if name == "retry-after"} == {
        name.lower(): text for name, text in headers.items()
    }
