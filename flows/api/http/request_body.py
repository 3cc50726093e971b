"""Reading bodies: never more of one than it may have; objects no further than their keys.

The values of an order, a customer, a product or an SKU are judged by the import's rules.
"""

from collections.abc import AsyncGenerator
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from flows.api.http.errors import ApiError, invalid_payload
from tasks.updates.entity_fields import EntityFields, read_fields

Model = TypeVar("Model", bound=BaseModel)
ONE_ENTITY = 2 * 1024 * 1024
"""Bytes that a body with one entity may have: it is in memory as a whole, several times over while it is stored."""


def documented_body(schema: dict[str, Any]) -> dict[str, Any]:
    """The `openapi_extra` of a route that reads its JSON body itself."""
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, "required": True}}


async def bounded(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body as it comes.

    Raises `ApiError` 413 when it has more than `limit` bytes, before the first is read where Content-Length says so;
    400 when the connection ends before the body does.
    """
    # uvicorn has refused what is no number
    size = int(request.headers.get("Content-Length", 0))
    if size > limit:
        raise _too_large(limit)
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            yield chunk
    except ClientDisconnect as error:
        details = "The connection ended before the body did."
        raise invalid_payload(details) from error


async def small_body(request: Request) -> bytes:
    """A body of at most `ONE_ENTITY` bytes; raises `ApiError` as `bounded` does, and 400 if it is packed."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        details = f"Content-Encoding {encoding!r} is not taken here; send the body as it is."
        raise invalid_payload(details)
    body = bytearray()
    async for chunk in bounded(request, ONE_ENTITY):
        body += chunk
    return bytes(body)


async def body_as(request: Request, model: type[Model]) -> Model:
    """The body as a model; raises `ApiError` as `small_body` does, and 400 that names the first fault."""
    body = await small_body(request)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        place, said = first_fault(error)
        details = f"{place or 'body'}: {said}"
        raise invalid_payload(details) from None


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Where in a body the first thing is wrong, such as `data.0.name`, or nowhere for all of it; and what."""
    first = error.errors(include_url=False, include_input=False)[0]
    return ".".join(map(str, first["loc"])), first["msg"]


async def json_object(request: Request, noun: str) -> EntityFields:
    """The members of the body, which is one `noun`.

    Raises `ApiError` 413 if it is too large, `UsageError` if it is no JSON object or an import would refuse its form.
    """
    return read_fields(await small_body(request), noun)


def _too_large(limit: int) -> ApiError:
    return ApiError("query_too_large", f"The body has more than {limit:,} bytes.")
