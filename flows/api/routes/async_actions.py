"""`/v1/async-actions`: how far imports are, and what became of them (contract §1)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from flows.api.http.auth import Caller
from flows.api.http.database import reading
from flows.api.http.errors import ApiError, documented, not_found
from flows.api.http.filters import parse_time
from flows.api.http.path_names import Name
from flows.api.http.unknown_params import KNOWN_ONLY
from flows.async_actions.actions import ReportOf, UnknownAction, cancel_action, list_actions, read_action
from flows.lanes.outcome import report_in
from schemas.async_action import AsyncAction, ListedAction
from schemas.errors import UsageError
from schemas.ids import ProjectKey, parse_import_id
from schemas.report import ImportReport
from tasks.imports.rejects_file import rejected_orders

router = APIRouter(prefix="/v1/async-actions", tags=["async actions"], dependencies=KNOWN_ONLY)


class AsyncActions(BaseModel):
    """A page of async actions, the newest first."""

    object: Literal["list"] = "list"
    data_ref: Literal["async_actions"] = "async_actions"
    async_actions: list[ListedAction]
    has_more: bool


@router.get("", summary="List async actions", responses=documented(400))
async def list_all(
    request: Request,
    caller: Caller,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    end_date: Annotated[str | None, Query(description="Only those created before: ISO 8601, UTC by default.")] = None,
) -> AsyncActions:
    """The caller's imports, the newest first."""
    before = parse_time("end_date", end_date)
    found, has_more = await list_actions(request.app.state.prefect, caller, limit, before)
    return AsyncActions(async_actions=found, has_more=has_more)


@router.get("/{action_id}", summary="Get an async action", responses=documented(404))
async def get(request: Request, caller: Caller, action_id: Name) -> AsyncAction:
    """How far an import is, and its result once it has ended."""
    _import_id(action_id)
    try:
        return await read_action(request.app.state.prefect, action_id, caller, _reports(request))
    except UnknownAction:
        raise _unknown(action_id) from None


@router.post("/{action_id}/cancel", summary="Cancel an import", responses=documented(400, 404))
async def cancel(request: Request, caller: Caller, action_id: Name) -> AsyncAction:
    """Stop an import: one that waits never runs, one that runs leaves nothing half-written."""
    _import_id(action_id)
    try:
        return await cancel_action(request.app.state.prefect, action_id, caller, _reports(request))
    except UnknownAction:
        raise _unknown(action_id) from None


@router.get(
    "/{action_id}/rejects",
    summary="Get the rejected orders",
    responses=documented(404) | {200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def rejects(request: Request, caller: Caller, action_id: Name) -> Response:
    """The orders an import handed back, unchanged, one a line: mend them and import them again."""
    import_id = _import_id(action_id)
    texts = await reading(request, caller, rejected_orders, import_id)
    if texts is None:
        action = await get(request, caller, action_id)
        why = action.result.message if action.result else "Its orders are not stored yet."
        details = f"{action_id} has handed nothing back: it is {action.status}. {why}"
        raise ApiError(404, "not_found", "Resource not found", details)
    return Response("".join(f"{text}\n" for text in texts), media_type="application/x-ndjson")


def _reports(request: Request) -> ReportOf:
    """Reads reports as all reads of this process: who waits for a busy database takes no thread from the others."""

    async def report_of(key: ProjectKey, import_id: str) -> ImportReport | None:
        return await reading(request, key, report_in, key, import_id)

    return report_of


def _import_id(action_id: str) -> str:
    try:
        return parse_import_id(action_id)
    except UsageError:
        raise _unknown(action_id) from None


def _unknown(action_id: str) -> ApiError:
    return not_found(f"async action with id {action_id}")
