"""`/v1/segments/…`: who is in a segment, and all of them brought up to date, as by `orders segment members|rebuild`."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from flows.api.http.auth import READ, WRITE
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.query_params import NoParams
from flows.api.http.request_id import id_of
from flows.api.state import State
from schemas.action_type import ActionType
from schemas.clock import aware_utc
from schemas.ids import action_id_of
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import AskedAction
from tasks.segments.lookup import find_segment
from tasks.segments.segments import members

router = APIRouter(prefix="/v1/segments", tags=["segments"])
_ERRORS = documented(400, 404)


class MemberParams(NoParams):
    """How many members."""

    limit: int = Field(50, ge=1, le=1000, description="At most so many.")


class RebuildParams(NoParams):
    """What is rebuilt."""

    segment: str | None = Field(None, min_length=1, description="Id or name of the only one; else all.")


class Member(BaseModel):
    """A customer who is in the segment now."""

    customer_id: str
    source_id: str | None
    name: str | None
    email: str | None
    entered_at: datetime


class Members(BaseModel):
    """The first to enter first."""

    object: Literal["list"] = "list"
    data_ref: Literal["data"] = "data"
    data: list[Member]


class RebuildAccepted(BaseModel):
    """The rebuild waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}.")


@router.get("/{segment_id}/members", summary="List members of a segment", responses=_ERRORS, dependencies=[READ])
async def list_members(database: Database, segment_id: Name, params: Annotated[MemberParams, Query()]) -> Members:
    """Who is in a segment, by its id or name."""
    found = await database.read(members, segment_id, params.limit)
    return Members(data=[Member(**{**each.model_dump(), "entered_at": aware_utc(each.entered_at)}) for each in found])


@router.post("/rebuild", summary="Rebuild segments", status_code=202, responses=_ERRORS, dependencies=[WRITE])
async def rebuild(
    request: Request, state: State, database: Database, params: Annotated[RebuildParams, Query()]
) -> RebuildAccepted:
    """Bring all customers' summaries and segments up to date, in the project's lane: time moves customers too."""
    if params.segment is not None:
        await database.read(find_segment, params.segment)
    asked = AskedAction(ActionType.SEGMENTS_REBUILD, {"segment": params.segment})
    settings = state.settings
    import_id = await asyncio.to_thread(
        accept, settings.home, database.key, asked, size=0, request_id=id_of(request), quota=settings.quota
    )
    return RebuildAccepted(async_action_id=action_id_of(import_id))
