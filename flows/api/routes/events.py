"""`/v1/events`: what happened in a project, whoever and whatever it was about."""

from fastapi import APIRouter

from flows.api.http.auth import READ
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.query_params import EventPage
from schemas.http import lists
from tasks.updates.parts import project_events

router = APIRouter(prefix="/v1/events", tags=["events"])


@router.get("", summary="List events", responses=documented(400), dependencies=[READ])
async def list_all(database: Database, params: EventPage) -> lists.Events:
    """What happened in the project, the newest first unless asked otherwise."""
    asked = (params.limit, params.order, params.starting_after_id, params.filters())
    found, has_more = await database.read(project_events, *asked)
    return lists.Events.of(found, has_more=has_more)
