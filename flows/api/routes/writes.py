"""`POST /v1/orders`, `PUT /v1/orders/{id}` and segments: what is written one by one, as it happens.

These are not history: an order that is created or updated here triggers all that contract §5 has in its right column.
"""

from typing import Any, Literal

import msgspec
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.api.http.auth import Caller
from flows.api.http.database import reading, writing
from flows.api.http.errors import ApiError, documented, invalid_payload, not_found
from flows.api.http.json_response import answer
from flows.api.http.path_names import Name
from flows.api.http.request_body import documented_body, json_object, named_by_path, small_body
from schemas.clock import aware_utc, naive_utc_now
from schemas.errors import UsageError
from schemas.http import requests
from schemas.http import responses as http
from schemas.ids import ProjectKey
from schemas.segments.segment import Segment, SegmentType
from tasks.queries import entities
from tasks.segments import segments
from tasks.updates.one_entity import Thing
from tasks.updates.one_order import RefusedOrder, upsert_order
from tasks.warehouse.statements import Connection

router = APIRouter(prefix="/v1", responses=documented(400))
_ORDER = documented_body(requests.ORDER)


class NewSegment(BaseModel):
    """`customers` for a static segment, `filter` for one that is kept up to date; passive until a rule uses it."""

    model_config = ConfigDict(strict=True)

    name: str
    type: Literal["static", "auto-update", "passive"] = Field("auto-update", description="passive is auto-update.")
    customers: list[str] | None = Field(None, description="Ids or source_ids.")
    filter: dict[str, Any] | None = None


_SEGMENT = documented_body(NewSegment.model_json_schema())


@router.post(
    "/orders", response_model=http.Order, tags=["orders"], responses=documented(400, 413), openapi_extra=_ORDER
)
async def create_order(request: Request, caller: Caller) -> Response:
    """Create an order, or update the one with the same id or source_id."""
    body = await json_object(request, "order")
    return answer(await writing(request, caller, _upsert, caller, body))


@router.put(
    "/orders/{name}",
    response_model=http.Order,
    tags=["orders"],
    responses=documented(400, 404, 413),
    openapi_extra=_ORDER,
)
async def update_order(request: Request, caller: Caller, name: Name) -> Response:
    """Update an order: fields given overwrite, the others stay."""
    body = await json_object(request, "order")
    return answer(await writing(request, caller, _update, caller, name, body))


@router.post("/segments", tags=["segments"], responses=documented(400, 413), openapi_extra=_SEGMENT)
async def create_segment(request: Request, caller: Caller) -> http.Segment:
    """Make a segment; its first members are recorded without events."""
    new = _new_segment(await small_body(request))
    kind = SegmentType.STATIC if new.type == "static" else SegmentType.AUTO_UPDATE
    definition = new.customers if kind is SegmentType.STATIC else new.filter
    if definition is None:
        details = f"A segment of type {new.type} needs {'customers' if kind is SegmentType.STATIC else 'a filter'}."
        raise invalid_payload(details)
    facts = (new.name, kind, definition, naive_utc_now())
    return _shown(await writing(request, caller, segments.create_segment, *facts))


@router.get("/segments/{segment_id}", tags=["segments"], responses=documented(404))
async def get_segment(request: Request, caller: Caller, segment_id: Name) -> http.Segment:
    """One segment."""
    return _shown(await reading(request, caller, _find_segment, segment_id))


@router.delete("/segments/{segment_id}", tags=["segments"], status_code=204, responses=documented(400, 404))
async def delete_segment(request: Request, caller: Caller, segment_id: Name) -> Response:
    """Delete a segment by its id, else by its name; one that a rule uses cannot be deleted."""
    await writing(request, caller, _delete_segment, segment_id)
    return Response(status_code=204)


def _new_segment(body: bytes) -> NewSegment:
    try:
        return NewSegment.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        details = f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}"
        raise invalid_payload(details) from None


def _upsert(con: Connection, key: ProjectKey, order: Thing) -> entities.Row:
    try:
        done = upsert_order(con, msgspec.json.encode(order).decode(), key, naive_utc_now())
    except RefusedOrder as error:
        raise ApiError(400, "invalid_order", "Invalid order", error.public) from None
    return entities.find_order(con, done.order_id)


def _update(con: Connection, key: ProjectKey, name: str, order: Thing) -> entities.Row:
    stored = entities.find_order(con, name)
    if stored is None:
        sought = f"order with id or source_id {name!r}"
        raise not_found(sought)
    return _upsert(con, key, named_by_path(order, stored["id"], "order"))


def _find_segment(con: Connection, segment_id: str) -> Segment:
    try:
        return segments.find_segment(con, segment_id)
    except UsageError:
        sought = f"segment {segment_id!r}"
        raise not_found(sought) from None


def _delete_segment(con: Connection, segment_id: str) -> None:
    segments.delete_segment(con, _find_segment(con, segment_id).id)


def _shown(segment: Segment) -> http.Segment:
    kept = segment.model_dump(exclude={"refreshed_at"})
    return http.Segment(**{**kept, "created_at": aware_utc(segment.created_at)})
