"""`POST /v1/async-actions/{id}/undo`: an import, a backfill or an undo is taken back, as an action in the lane."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name, import_id_of
from flows.api.http.query_params import Undoing
from flows.api.http.request_id import id_of
from flows.api.state import State
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now
from schemas.ids import action_id_of, new_import_id
from schemas.reports.undo_report import UndoReport
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import AskedAction
from tasks.undo.chosen import require_undoable
from tasks.undo.undo import UndoRequest, rehearse_undo

router = APIRouter(prefix="/v1/async-actions", tags=["async actions"])


_REHEARSED: dict[int | str, dict[str, Any]] = {
    200: {"model": UndoReport, "description": "What it would do, without values of the data, where dry_run is true."}
}


class UndoAccepted(BaseModel):
    """The undo waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}; it can be undone, too.")


@router.post(
    "/{action_id}/undo",
    summary="Undo an import",
    status_code=202,
    responses=documented(400, 404) | _REHEARSED,
    dependencies=[IMPORT],
)
async def undo(
    request: Request,
    response: Response,
    state: State,
    caller: Caller,
    database: Database,
    action_id: Name,
    params: Undoing,
) -> UndoAccepted | UndoReport:
    """Take back what an import, a backfill or an undo did: what it brought goes, what it changed is as before, and what
    others have written since stays and is listed in the result.
    """
    import_id = import_id_of(action_id)
    if params.dry_run:
        rehearsed = UndoRequest(new_import_id(), caller, import_id, params.cascade)
        response.status_code = 200
        return (await database.write(rehearse_undo, rehearsed, naive_utc_now())).for_storage()
    await database.read(require_undoable, caller, import_id)
    asked = AskedAction(ActionType.ORDERS_UNDO, {"undone": import_id, "cascade": params.cascade})
    settings = state.settings
    undo_id = await asyncio.to_thread(
        accept, settings.home, caller, asked, size=0, request_id=id_of(request), quota=settings.quota
    )
    return UndoAccepted(async_action_id=action_id_of(undo_id))
