"""`/v1/async-actions`: how far imports and other actions are, and what became of them (contract §1)."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from flows.api.http.auth import IMPORT, READ, Caller
from flows.api.http.database import Database, ProjectDatabase
from flows.api.http.errors import documented, not_found
from flows.api.http.path_names import Name, import_id_of
from flows.api.http.query_params import AsyncActionPart, Nothing
from flows.api.state import ApiState, State
from flows.async_actions.actions import Actions
from flows.lanes.outcome import report_in
from schemas.async_action import AsyncAction, ListedAction
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport
from tasks.imports.rejects_file import rejected_orders

router = APIRouter(prefix="/v1/async-actions", tags=["async actions"])


class AsyncActions(BaseModel):
    """A page of async actions, the newest first."""

    object: Literal["list"] = "list"
    data_ref: Literal["async_actions"] = "async_actions"
    async_actions: list[ListedAction]
    has_more: bool


@router.get("", summary="List async actions", responses=documented(400), dependencies=[READ])
async def list_all(state: State, caller: Caller, params: AsyncActionPart) -> AsyncActions:
    """The caller's imports and other actions, the newest first."""
    found, has_more = await Actions(state.settings.home, state.prefect).page(caller, params.limit, params.end_date)
    return AsyncActions(async_actions=list(found), has_more=has_more)


@router.get("/{action_id}", summary="Get an async action", responses=documented(400, 404), dependencies=[READ])
async def get(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> AsyncAction:
    """How far an action is, and its result once it has ended."""
    import_id_of(action_id)
    return await _actions(state, database).read(action_id, caller)


@router.post("/{action_id}/cancel", summary="Cancel an action", responses=documented(400, 404), dependencies=[IMPORT])
async def cancel(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> AsyncAction:
    """Stop an action: one that waits never runs, one that runs leaves nothing half-written; of a backfill, what is
    stored stays.
    """
    import_id_of(action_id)
    return await _actions(state, database).cancel(action_id, caller)


@router.post("/{action_id}/pause", summary="Pause a backfill", responses=documented(400, 404), dependencies=[IMPORT])
async def pause(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> AsyncAction:
    """Let a backfill wait, once the portion at work is stored, until it is resumed."""
    import_id_of(action_id)
    return await _actions(state, database).pause(action_id, caller)


@router.post("/{action_id}/resume", summary="Resume a backfill", responses=documented(400, 404), dependencies=[IMPORT])
async def resume(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> AsyncAction:
    """Let a paused backfill go on, at the end of its lane."""
    import_id_of(action_id)
    return await _actions(state, database).resume(action_id, caller)


@router.post("/{action_id}/retry", summary="Try an action again", responses=documented(400, 404), dependencies=[IMPORT])
async def retry(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> AsyncAction:
    """Put an action that has failed at the end of the lane again, under the same id."""
    import_id_of(action_id)
    return await _actions(state, database).retry(action_id, caller)


@router.get(
    "/{action_id}/rejects",
    summary="Get the rejected orders",
    responses=documented(400, 404) | {200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    response_class=Response,
    dependencies=[READ],
)
async def rejects(state: State, caller: Caller, database: Database, action_id: Name, _params: Nothing) -> Response:
    """The orders an import handed back, unchanged, one a line: mend them and import them again."""
    texts = await database.read(rejected_orders, import_id_of(action_id))
    if texts is None:
        action = await _actions(state, database).read(action_id, caller)
        why = action.result.message if action.result else "Its orders are not stored yet."
        details = f"{action_id} has handed nothing back: it is {action.status}. {why}"
        raise not_found(details)
    return Response("".join(f"{text}\n" for text in texts), media_type="application/x-ndjson")


def _actions(state: ApiState, database: ProjectDatabase) -> Actions:
    """Reports are read as all reads of this process: who waits for a busy database takes no thread from the others."""

    async def report_of(key: ProjectKey, import_id: str) -> ImportReport | None:
        return await database.read(report_in, key, import_id)

    return Actions(state.settings.home, state.prefect, report_of)
