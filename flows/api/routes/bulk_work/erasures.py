"""`POST /v1/customers/{id}/permanent-deletion`: somebody is erased, as an action in the project's lane."""

import asyncio
import time
from pathlib import Path

from fastapi import APIRouter, Request

from flows.api.http.auth import WRITE, Caller
from flows.api.http.database import Database
from flows.api.http.errors import documented
from flows.api.http.path_names import Name
from flows.api.http.request_id import id_of
from flows.api.state import State
from schemas.errors import RetryableError
from schemas.http.permanent_deletion import PermanentDeletion
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from tasks.erasure.asked import AskedErasure, ask_erasure, erasure_id_of
from tasks.erasure.erase import find_begun
from tasks.erasure.record import Erasure
from tasks.intake.queue.import_queue import find
from tasks.intake.queue.queued_import import QueuedImport

router = APIRouter(prefix="/v1/customers", tags=["customers"])

_PATIENCE_SECONDS, _POLL_SECONDS = 10.0, 0.05


@router.post(
    "/{name}/permanent-deletion",
    summary="Delete customer permanently",
    responses=documented(400, 404),
    dependencies=[WRITE],
)
async def erase(request: Request, state: State, caller: Caller, database: Database, name: Name) -> PermanentDeletion:
    """Erase a customer from all rows and files, as an async action; the orders stay, as nobody's.

    Answers when it is done, or after ten seconds. Asked again, it says how far it is, or what was done.
    """
    settings = state.settings
    begun = await database.read(find_begun, name)
    if begun is not None and begun.status == "DONE":
        return _answer(name, begun, is_done=True)
    asked = AskedErasure(customer=name) if begun is None else AskedErasure(erasure_id=begun.id)
    import_id = await asyncio.to_thread(
        ask_erasure, settings.home, caller, asked, request_id=id_of(request), quota=settings.quota
    )
    queued = await _ended(settings.home, import_id)
    if queued.report is not None and queued.status is ImportStatus.DONE:
        details = ActionReport.model_validate_json(queued.report).details
        return _answer(name, Erasure.model_validate(details), is_done=True)
    if queued.ended_at is not None:
        message = queued.message or "The erasure has ended before it was done."
        raise RetryableError(message, "Ask again.")
    waiting = Erasure(id=erasure_id_of(import_id), status="IN_PROGRESS", requested_at=queued.accepted_at)
    return _answer(name, begun or waiting, is_done=False)


async def _ended(home: Path, import_id: str) -> QueuedImport:
    """The action once it has ended, or as it is when there is no patience left."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        queued = await asyncio.to_thread(find, home, import_id)
        if queued is not None and (queued.ended_at is not None or time.monotonic() > until):
            return queued
        await asyncio.sleep(_POLL_SECONDS)


def _answer(name: str, erasure: Erasure, *, is_done: bool) -> PermanentDeletion:
    return PermanentDeletion.of(name, erasure.id, erasure.requested_at, erasure.erased, is_done=is_done)
