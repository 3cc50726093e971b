"""`/v1/segments`: segments made, read and deleted (contract §4)."""

from fastapi import APIRouter, Request, Response

from flows.api.http.auth import READ, WRITE
from flows.api.http.database import Database
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.json_response import list_response
from flows.api.http.path_names import Name
from flows.api.http.query_params import Nothing, SegmentPage
from flows.api.http.request_body import body_as, documented_body
from schemas.clock import naive_utc_now
from schemas.http import lists, responses
from schemas.http.requests import NewSegment
from schemas.segments.segment_type import SegmentType
from tasks.queries.segments import list_segments
from tasks.segments.lookup import find_segment
from tasks.segments.segments import create_segment, delete_segment

router = APIRouter(prefix="/v1/segments", tags=["segments"])


@router.get("", summary="List segments", response_model=lists.Segments, responses=documented(400), dependencies=[READ])
async def list_all(database: Database, params: SegmentPage) -> Response:
    """A page of segments."""
    found, total = await database.read(list_segments, params.as_page())
    return list_response(lists.Segments, data=found, total=total)


@router.post(
    "",
    summary="Create segment",
    responses=documented(400, 409, 413),
    openapi_extra=documented_body(NewSegment.model_json_schema()),
    dependencies=[WRITE],
)
async def create(request: Request, database: Database) -> responses.Segment:
    """Make a segment; its first members are recorded without events."""
    new = await body_as(request, NewSegment)
    kind = SegmentType.STATIC if new.type == "static" else SegmentType.AUTO_UPDATE
    definition = new.customers if kind is SegmentType.STATIC else new.filter
    if definition is None:
        details = f"A segment of type {new.type} needs {'customers' if kind is SegmentType.STATIC else 'a filter'}."
        raise invalid_payload(details)
    made = await database.write(create_segment, new.name, kind, definition, naive_utc_now())
    return responses.Segment.of(made)


@router.get("/{segment_id}", summary="Get segment", responses=documented(400, 404), dependencies=[READ])
async def get(database: Database, segment_id: Name, _params: Nothing) -> responses.Segment:
    """One segment."""
    return responses.Segment.of(await database.read(find_segment, segment_id))


@router.delete(
    "/{segment_id}", summary="Delete segment", status_code=204, responses=documented(400, 404), dependencies=[WRITE]
)
async def delete(database: Database, segment_id: Name) -> None:
    """Delete a segment by its id, else by its name; one that a rule uses cannot be deleted."""
    await database.write(delete_segment, segment_id)
