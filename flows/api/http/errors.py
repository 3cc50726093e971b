"""Every error over HTTP has one shape (contract §7): `{code, key, message, details, request_id}`."""

from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prefect.logging import get_logger
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from schemas.errors import OrdersError, RetryableError, UsageError

REQUEST_ID = "X-Request-Id"
_KEYS = {401: "unauthorized", 404: "not_found", 405: "invalid_method", 413: "query_too_large"}

logger = get_logger("api")


class ErrorBody(BaseModel):
    """What a client is told when its request is refused."""

    code: int = Field(description="The HTTP status.")
    key: str = Field(description="Which kind of error, such as invalid_payload.")
    message: str = Field(description="The kind of error, for a person.")
    details: str = Field(description="What is wrong, where, and what to do.")
    request_id: str = Field(description="Names this request in the log.")


class ApiError(Exception):
    """Ends a request with this answer."""

    def __init__(self, code: int, key: str, message: str, details: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(details)
        self.code, self.key, self.message, self.details, self.headers = code, key, message, details, headers or {}


def documented(*codes: int) -> dict[int | str, dict[str, object]]:
    """The `responses` of a project's route that may answer with these errors; 401, 429 and 503 always may."""
    return {code: {"model": ErrorBody} for code in (401, 429, 503, *codes)}


def not_found(what: str) -> ApiError:
    """There is no such thing in the caller's project, whoever else may have one."""
    return ApiError(404, "not_found", "Resource not found", f"Cannot find {what}.")


def invalid_query_params(details: str) -> ApiError:
    """A query parameter cannot be taken."""
    return ApiError(400, "invalid_query_params", "Invalid query params", details)


def invalid_payload(details: str) -> ApiError:
    """The body cannot be taken."""
    return ApiError(400, "invalid_payload", "Invalid payload", details)


def install(app: FastAPI) -> None:
    """Let every error of `app` end in an `ErrorBody`."""
    app.add_exception_handler(ApiError, _told)
    app.add_exception_handler(OrdersError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(httpx.HTTPError, _prefect)
    app.add_exception_handler(Exception, _unexpected)
    app.middleware("http")(_name_request)
    describe = app.openapi
    app.openapi = lambda: _without_422(describe())


def _without_422(description: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI description less the answers that FastAPI gives where no handler replaces them."""
    for operations in description["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        description["components"]["schemas"].pop(name, None)
    return description


async def _name_request(request: Request, call_next: object) -> object:
    request.state.request_id = f"v-{uuid4().hex}"
    request.state.headers = {REQUEST_ID: request.state.request_id}
    response = await call_next(request)
    response.headers.update(request.state.headers)
    return response


def add_headers(request: Request, headers: dict[str, str]) -> None:
    """Let the answer to `request`, whatever it will be, carry these headers."""
    request.state.headers |= headers


def _answer(request: Request, error: ApiError) -> JSONResponse:
    told = {name: getattr(error, name) for name in ("code", "key", "message", "details")}
    body = ErrorBody(**told, request_id=request.state.request_id)
    return JSONResponse(body.model_dump(), error.code, {**error.headers, **request.state.headers})


def _named(request: Request) -> str:
    return f"{request.method} {request.url.path} ({request.state.request_id})"


async def _told(request: Request, error: ApiError) -> JSONResponse:
    return _answer(request, error)


async def _refused(request: Request, error: OrdersError) -> JSONResponse:
    """A client reads the public line; the operator's stays in the log, under the request's id."""
    if isinstance(error, RetryableError):
        logger.warning("%s: %s", _named(request), error)
        return _answer(request, ApiError(503, "service_unavailable", "Try again", error.public, {"Retry-After": "1"}))
    if not isinstance(error, UsageError):
        return await _unexpected(request, error)
    return _answer(request, invalid_payload(error.public))


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    place, *path = [str(part) for part in first["loc"]]
    details = f"{'.'.join(path) or place}: {first['msg']}"
    key = "invalid_query_params" if place in ("query", "path") else "invalid_payload"
    return _answer(request, ApiError(400, key, key.replace("_", " ").capitalize(), details))


async def _http(request: Request, error: HTTPException) -> JSONResponse:
    key = _KEYS.get(error.status_code, "invalid_payload")
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods(request))
    told = ApiError(error.status_code, key, key.replace("_", " ").capitalize(), str(error.detail), headers)
    return _answer(request, told)


def _methods(request: Request) -> list[str]:
    """What the path can be asked, by all of its routes: each alone knows its own method only."""

    def is_taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)

    return [method for method in ("DELETE", "GET", "PATCH", "POST", "PUT") if is_taken(method)]


async def _prefect(request: Request, error: httpx.HTTPError) -> JSONResponse:
    refused = (
        isinstance(error, httpx.HTTPStatusError) and error.response.status_code < httpx.codes.INTERNAL_SERVER_ERROR
    )
    if refused:
        return await _unexpected(request, error)
    logger.warning("%s: Prefect's server: %r", _named(request), error)
    details = "The Prefect server does not answer; ask again in a moment."
    return _answer(request, ApiError(503, "service_unavailable", "Try again", details, {"Retry-After": "5"}))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s: %s", _named(request), error, exc_info=error)
    details = "Something unexpected went wrong; the log says more under this request_id."
    return _answer(request, ApiError(500, "internal_error", "Internal error", details))
