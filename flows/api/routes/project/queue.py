"""`/v1/queue`: what stands in the project's lane, as `orders queue` says it of all lanes."""

from fastapi import APIRouter

from flows.api.http.auth import READ, Caller
from flows.api.http.errors import documented
from flows.api.http.query_params import Nothing
from flows.api.state import State
from flows.async_actions.project_queue import read_project_queue
from schemas.http.queue import ProjectQueue

router = APIRouter(prefix="/v1/queue", tags=["project"])


@router.get("", summary="Get the queue", responses=documented(400), dependencies=[READ])
async def get(state: State, caller: Caller, _params: Nothing) -> ProjectQueue:
    """What is at work in the project's lane, how many wait, and the backfills that share it."""
    return await read_project_queue(state.prefect, state.settings.home, caller)
