"""`POST /v1/orders/backfill`: takes any number of orders in, or the name of where they are, and answers at once.

The body goes to disk as it comes, and is safe there with its place in the queue before anybody is answered. What is in
it is judged by the flow, portion by portion.
"""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.database import Database, ProjectDatabase
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.query_params import BackfillParams
from flows.api.http.request_id import id_of
from flows.api.http.stored_body import IdempotencyKey, stored_body
from flows.api.routes.bulk_work.imports import ImportAccepted
from flows.api.state import ApiState, State
from schemas.errors import RetryableError
from schemas.http.requests import BACKFILL
from schemas.ids import ProjectKey, action_id_of
from schemas.orders.source_format import SourceFormat
from schemas.presets.catalogue import OWN_FORM
from tasks.backfill.asked_for.action import last_name
from tasks.backfill.asked_for.allowed import require_allowed
from tasks.backfill.asked_for.asked import BackfillAsked
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.begin import require_choice
from tasks.backfill.core import NO_CALLBACKS
from tasks.backfill.rehearsal import BackfillDryRun, rehearse
from tasks.intake.idempotency import accept_once, find_earlier
from tasks.intake.mappings import mapping_path
from tasks.intake.queue.import_queue import accept
from tasks.intake.receive import Received
from tasks.warehouse.project import ProjectWarehouse

router = APIRouter(tags=["import"])
_NAMING_BYTES = 64 * 1024  # a body that names sources is no longer
_LOOK_BYTES = 4096
_PATIENCE_SECONDS = 1.0
_NO_SOURCES = "A dry run is of orders that are sent; in a shell, `orders backfill --dry-run` does it to any sources."
_ONE_REHEARSAL = asyncio.Semaphore(1)  # each takes the memory of a backfill


@router.post(
    "/v1/orders/backfill",
    summary="Import any number of historical orders",
    responses=documented(400, 409, 413, 507),
    openapi_extra=BACKFILL,
    dependencies=[IMPORT],
)
async def backfill_orders(
    request: Request,
    state: State,
    caller: Caller,
    database: Database,
    params: Annotated[BackfillParams, Query()],
    idempotency_key: IdempotencyKey = None,
) -> ImportAccepted | BackfillDryRun:
    """Put orders (a JSON array or one a line, a file whose `format` is said; plain or gzip), or the `source` that has
    them, in the project's lane.

    They are stored in portions, between which imports and other backfills of the project come.
    """
    settings, is_hashed = state.settings, idempotency_key is not None
    limit = settings.body_limit if params.dry_run else settings.backfill_body_limit
    received = await stored_body(request, state, caller, limit, is_hashed=is_hashed)
    is_kept = False
    try:
        named = await asyncio.to_thread(_sources_named, received)
        if named is not None and params.dry_run:
            raise invalid_payload(_NO_SOURCES)
        if named is not None:
            await asyncio.to_thread(require_allowed, named, state.settings.allowed_sources, caller)
        asked = await asyncio.to_thread(_asked, settings.home, caller, received, named, params)
        if params.dry_run:
            return await _rehearsed(state, asked.as_request(caller))
        import_id, is_new = await _accepted(state, database, idempotency_key, received, asked, id_of(request))
        is_kept = is_new and named is None
    finally:
        if not is_kept:
            received.path.unlink(missing_ok=True)
    return ImportAccepted(async_action_id=action_id_of(import_id))


async def _accepted(
    state: State, database: ProjectDatabase, key: str | None, received: Received, asked: BackfillAsked, request_id: str
) -> tuple[str, bool]:
    """The backfill, and whether it is a new one."""
    home, caller, quota = state.settings.home, database.key, state.settings.backfill_quota
    if key is not None:
        earlier = await asyncio.to_thread(find_earlier, home, caller, key, received)
        if earlier is not None:
            return earlier, False
    await _require_choice(database, caller, asked)
    size = received.size if asked.sources == [str(received.path)] else 0
    if key is None:
        return await asyncio.to_thread(accept, home, caller, asked, size=size, request_id=request_id, quota=quota), True
    return await asyncio.to_thread(
        accept_once, home, caller, key, received, request_id=request_id, quota=quota, asked=asked
    )


async def _require_choice(database: ProjectDatabase, caller: ProjectKey, asked: BackfillAsked) -> None:
    """Refuse at once what the flow would refuse; if the database does not answer soon, that is left to the flow."""
    if asked.effects is None:
        with suppress(TimeoutError, RetryableError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await database.read(require_choice, asked.as_request(caller))


def _sources_named(received: Received) -> list[str] | None:
    """The sources that the body names instead of being orders itself; none if it is orders."""
    if received.size > _NAMING_BYTES:
        return None
    try:
        body = json.loads(received.path.read_bytes())
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict) or not {"source", "sources"} & body.keys():
        return None
    named = body.get("sources", [body.get("source")])
    if len(body) != 1 or not isinstance(named, list) or not named or not all(isinstance(each, str) for each in named):
        details = 'A body that names sources is {"source": "…"} or {"sources": ["…", "…"]}, and no more.'
        raise invalid_payload(details)
    return named


async def _rehearsed(state: ApiState, request: BackfillRequest) -> BackfillDryRun:
    settings = state.settings
    warehouse = ProjectWarehouse(request.key, settings.home, settings.lock_patience)
    async with _ONE_REHEARSAL:
        would = await asyncio.to_thread(rehearse, request, warehouse, NO_CALLBACKS)
    sources = [each.model_copy(update={"name": last_name(each.name)}) for each in would.report.sources]
    return would.model_copy(update={"report": would.report.model_copy(update={"sources": sources})})


def _asked(
    home: Path, key: ProjectKey, received: Received, named: list[str] | None, params: BackfillParams
) -> BackfillAsked:
    said = params.model_dump(exclude_none=True, exclude={"dry_run"})
    if params.mapping is not None:
        said["mapping"] = str(mapping_path(home, key, params.mapping))
    if named is not None:
        return BackfillAsked(named, **said)
    return BackfillAsked([str(received.path)], **{**_of_body(received, params), **said})


def _of_body(received: Received, params: BackfillParams) -> dict[str, str]:
    """What is clear of a body that is JSON, unless something else is said of it."""
    if params.format not in (None, SourceFormat.JSON, SourceFormat.NDJSON):
        return {}
    with received.path.open("rb") as file:
        first = file.read(_LOOK_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first not in (b"[", b"{"):
        details = "The body holds neither a JSON array of orders nor an order a line; of another file, say its format."
        raise invalid_payload(details)
    own = {} if params.mapping is not None else {"preset": OWN_FORM}
    return {"format": SourceFormat.JSON if first == b"[" else SourceFormat.NDJSON, **own}
