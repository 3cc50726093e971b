"""Lets every error of an app end in an `ErrorBody`: what a client reads of it, and what stays in the log."""

from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prefect.logging import get_logger
from starlette.exceptions import HTTPException
from starlette.routing import Match

from flows.api.http.access_log import without_names
from flows.api.http.errors import (
    ApiError,
    ErrorBody,
    invalid_payload,
    invalid_query_params,
    not_found,
    service_unavailable,
    too_many_requests,
)
from flows.api.http.request_id import NamedRequests, headers_of, id_of
from schemas.errors import DiskFullError, NotFoundError, OrdersError, RetryableError, UsageError
from tasks.exports.request import ExportFieldsError
from tasks.intake.idempotency import OtherBodyError
from tasks.intake.keys.access_tokens import ScopeError, TooManyTokensError
from tasks.intake.queue.import_queue import QueueFullError
from tasks.intake.receive import TooLargeError
from tasks.segments.segments import NameTakenError, SegmentInUseError
from tasks.updates.one_order import RejectedOrderError
from tasks.updates.parts import NoSuchEventError

_KEYS = {401: "unauthorized", 404: "not_found", 413: "query_too_large"}
_TOKEN_SECONDS = 60  # until a project that has too many access tokens may have fewer
_QUEUE_SECONDS = 10  # until room in a full queue is worth asking for again
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")

logger = get_logger("api")


def install(app: FastAPI) -> None:
    """Let every error of `app` end in an `ErrorBody`."""
    app.exception_handler(ApiError)(_on_api_error)
    app.exception_handler(OrdersError)(_on_orders_error)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(httpx.HTTPError)(_on_prefect_error)
    app.exception_handler(Exception)(_on_unexpected)
    app.add_middleware(NamedRequests)


def api_error_of(error: OrdersError) -> ApiError | None:
    """What a client reads of an error of ours: its public line; none where it can do nothing about it."""
    match error:
        case QueueFullError():
            return too_many_requests(error.public, retry_after=_QUEUE_SECONDS)
        case TooManyTokensError():
            return too_many_requests(error.public, retry_after=_TOKEN_SECONDS)
        case DiskFullError():
            return ApiError("insufficient_storage", error.public)
        case RetryableError():
            return service_unavailable(error.public, retry_after=1)
        case NotFoundError():
            return not_found(error.public)
        case RejectedOrderError():
            return ApiError("invalid_order", error.public)
        case TooLargeError():
            return ApiError("query_too_large", error.public)
        case ExportFieldsError():
            return ApiError("invalid_export_fields", error.public, message="Invalid Export")
        case NameTakenError():
            return ApiError("duplicate_found", error.public, message="Duplicated resource found")
        case ScopeError():
            return ApiError("invalid_scope", error.public)
        case SegmentInUseError():
            return ApiError("resource_in_use", error.public)
        case OtherBodyError():
            return ApiError("idempotency_conflict", error.public, message="Conflict")
        case NoSuchEventError():
            return invalid_query_params(error.public)
        case UsageError():
            return invalid_payload(error.public)
        case _:
            return None


def without_422(description: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI description less the answers that FastAPI gives where no handler replaces them."""
    for operations in description["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        description["components"]["schemas"].pop(name, None)
    return description


def _answer(request: Request, error: ApiError) -> JSONResponse:
    body = ErrorBody(
        code=error.code, key=error.key, message=error.message, details=error.details, request_id=id_of(request)
    )
    return JSONResponse(body.model_dump(), error.code, {**error.headers, **headers_of(request)})


def _named(request: Request) -> str:
    return f"{request.method} {without_names(request.url.path)} ({id_of(request)})"


async def _on_api_error(request: Request, error: ApiError) -> JSONResponse:
    return _answer(request, error)


async def _on_orders_error(request: Request, error: OrdersError) -> JSONResponse:
    answer = api_error_of(error)
    if answer is None:
        return await _on_unexpected(request, error)
    if isinstance(error, RetryableError):
        logger.warning("%s: %s", _named(request), error)
    return _answer(request, answer)


async def _on_invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    place, *path = [str(part) for part in first["loc"]]
    is_unknown = first["type"] == "extra_forbidden"
    said = "no such parameter here" if is_unknown else first["msg"].removeprefix("Value error, ")
    details = f"{'.'.join(path) or place}: {said}"
    return _answer(request, invalid_query_params(details) if place in ("query", "path") else invalid_payload(details))


async def _on_http_exception(request: Request, error: HTTPException) -> JSONResponse:
    if error.status_code == httpx.codes.METHOD_NOT_ALLOWED:
        return _answer(request, _other_method(request, error))
    key = _KEYS.get(error.status_code, "invalid_payload")
    answer = ApiError(key, str(error.detail), headers=dict(error.headers or {}))
    answer.code = error.status_code
    return _answer(request, answer)


def _other_method(request: Request, error: HTTPException) -> ApiError:
    methods = _methods(request)
    details = f"{request.method} is not supported by this endpoint. Did you mean {' or '.join(methods)}?"
    headers = {**(error.headers or {}), "Allow": ", ".join(methods)}
    return ApiError("invalid_method", details, message="HTTP Method Not Allowed", headers=headers)


def _methods(request: Request) -> list[str]:
    """What the path can be asked, by all of its routes: each alone knows its own method only."""

    def is_taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)

    return [method for method in _METHODS if is_taken(method)]


async def _on_prefect_error(request: Request, error: httpx.HTTPError) -> JSONResponse:
    is_server_well = isinstance(error, httpx.HTTPStatusError) and not error.response.is_server_error
    if is_server_well:
        return await _on_unexpected(request, error)
    logger.warning("%s: Prefect's server: %r", _named(request), error)
    details = "The Prefect server does not answer; ask again in a moment."
    return _answer(request, service_unavailable(details, retry_after=5))


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("%s: %s", _named(request), error, exc_info=error)
    details = "Something unexpected went wrong; the log says more under this request_id."
    return _answer(request, ApiError("internal_error", details))
