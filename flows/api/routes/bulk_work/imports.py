"""`POST /v1/orders/import`: takes a batch in and answers with its async action.

Checked at once is what makes the whole batch unfit (contract §1); each order is judged by the flow. Body and place in
the queue are safe on disk before anybody is answered, so that an acknowledged import survives the death of everything.
Prefect is not asked: the dispatcher hands the import over (`flows.dispatch`).
"""

import asyncio
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.database import Database, ProjectDatabase
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.query_params import Importing, ImportParams
from flows.api.http.request_body import documented_body
from flows.api.http.request_id import id_of
from flows.api.http.stored_body import IdempotencyKey, looked_at, stored_body
from flows.api.state import ApiState, State
from schemas.http.requests import ORDERS
from schemas.ids import ProjectKey, action_id_of, new_import_id
from schemas.presets.catalogue import OWN_FORM
from tasks.imports.dry_run import DryRun, dry_run_within
from tasks.imports.request import ImportRequest
from tasks.intake.idempotency import accept_once, find_earlier
from tasks.intake.order_count import count_orders
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import Asked
from tasks.intake.receive import Received

router = APIRouter(tags=["import"])


class ImportAccepted(BaseModel):
    """The import waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}.")


@router.post(
    "/v1/orders/import",
    summary="Import historical orders",
    responses=documented(400, 409, 413, 507),
    openapi_extra=documented_body(ORDERS),
    dependencies=[IMPORT],
)
async def import_orders(
    request: Request,
    state: State,
    caller: Caller,
    database: Database,
    params: Importing,
    idempotency_key: IdempotencyKey = None,
) -> ImportAccepted | DryRun:
    """Put a JSON array of orders (plain or gzip) in the project's lane; bad orders are handed back by the import."""
    is_hashed, is_new = idempotency_key is not None, False
    with state.rush.one_more():
        received = await stored_body(request, state, caller, state.settings.body_limit, is_hashed=is_hashed)
        try:
            if params.dry_run:
                return await _rehearsed(state, database, received, params)
            import_id, is_new = await _accepted(request, state, caller, idempotency_key, received, params)
        finally:
            if not is_new:
                received.path.unlink(missing_ok=True)
    return ImportAccepted(async_action_id=action_id_of(import_id))


async def _accepted(
    request: Request, state: ApiState, caller: ProjectKey, key: str | None, received: Received, params: ImportParams
) -> tuple[str, bool]:
    """The import, and whether it is a new one.

    A body that was taken before under this key is not judged again: the cap may have changed since.
    """
    home, quota, request_id = state.settings.home, state.settings.quota, id_of(request)
    if key is not None:
        earlier = await asyncio.to_thread(find_earlier, home, caller, key, received)
        if earlier is not None:
            return earlier, False

    def take(path: Path) -> tuple[str, bool]:
        _require_within_cap(state, caller, path)
        asked = _asked(path, params)
        if key is not None:
            return accept_once(home, caller, key, received, request_id=request_id, quota=quota, asked=asked)
        return accept(home, caller, asked, size=received.size, request_id=request_id, quota=quota), True

    return await looked_at(received, take)


async def _rehearsed(state: ApiState, database: ProjectDatabase, received: Received, params: ImportParams) -> DryRun:
    cap = await asyncio.to_thread(state.caps.limit, database.key)
    await looked_at(received, lambda path: _require_within_cap(state, database.key, path))
    request = ImportRequest(
        new_import_id(),
        database.key,
        str(received.path),
        preset=OWN_FORM,
        effects=params.effects,
        effects_limit=params.effects_limit,
        restores_erased=params.restore_erased,
    )
    return await database.write(dry_run_within, request, cap)


def _asked(path: Path, params: ImportParams) -> Asked:
    said = params.model_dump(exclude_defaults=True, exclude={"dry_run"})
    return Asked(str(path), preset=OWN_FORM, **said)


def _require_within_cap(state: ApiState, caller: ProjectKey, path: Path) -> None:
    count, limit = count_orders(path), state.caps.limit(caller)
    if count > limit:
        details = f"The body holds more than {limit:,} orders, the most that an import takes. Split it."
        raise invalid_payload(details)
