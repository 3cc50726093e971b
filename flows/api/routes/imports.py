"""`POST /v1/orders/import`: takes a batch in and answers with its async action.

Checked at once is what makes the whole batch unfit (contract §1); each order is judged by the flow. The body is safe
on disk before Prefect hears of it, so that an acknowledged import survives the death of everything.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field

from flows.api.http.auth import Caller
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.request_body import bounded, documented_body
from flows.api.http.request_id import id_of
from flows.api.state import ApiState, State
from flows.imports.limit import read_limit
from schemas.http.requests import ORDERS
from schemas.ids import ProjectKey
from tasks.intake.idempotency import Submission, claim, find_earlier
from tasks.intake.inbox import inbox_of
from tasks.intake.order_count import count_orders
from tasks.intake.receive import Received, receive

router = APIRouter(tags=["import"])
_AT_ONCE = asyncio.Semaphore(4)  # bodies being counted: each is in memory as a whole for a moment

_IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=255, description="The same key and body within 7 days is the same import."),
]


class ImportAccepted(BaseModel):
    """The import waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}.")


@router.post(
    "/v1/orders/import",
    summary="Import historical orders",
    responses=documented(400, 409, 413),
    openapi_extra=documented_body(ORDERS),
)
async def import_orders(
    request: Request, state: State, caller: Caller, idempotency_key: _IdempotencyKey = None
) -> ImportAccepted:
    """Put a JSON array of orders (plain or gzip) in the project's lane; bad orders are handed back by the import."""
    received = await _received(request, state, caller)
    kept = None
    try:
        submission = await _submission(state, caller, idempotency_key, received)
        kept = submission.source
    finally:
        if kept != received.path:
            received.path.unlink(missing_ok=True)
    return ImportAccepted(async_action_id=await state.submitter.submit(caller, submission))


async def _received(request: Request, state: ApiState, caller: ProjectKey) -> Received:
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        details = f"Content-Encoding {encoding!r} is not known; send gzip, or leave it out."
        raise invalid_payload(details)
    limit = state.settings.body_limit
    body = inbox_of(state.settings.home, caller) / f"{id_of(request)}.json"
    return await receive(body, bounded(request, limit), is_gzip=encoding == "gzip", limit=limit)


async def _submission(state: ApiState, caller: ProjectKey, key: str | None, received: Received) -> Submission:
    """A body that was taken before under this key is not judged again: the cap may have changed since."""
    if key is None:
        await _require_within_cap(state, caller, received)
        return Submission(received.path.stem, received.path)
    asked = (state.settings.home, caller, key, received)
    earlier = await asyncio.to_thread(find_earlier, *asked)
    if earlier is not None:
        return earlier
    await _require_within_cap(state, caller, received)
    return await asyncio.to_thread(claim, *asked)


async def _require_within_cap(state: ApiState, caller: ProjectKey, received: Received) -> None:
    count, limit = await asyncio.gather(_counted(received), read_limit(state.prefect, caller))
    if count > limit:
        details = f"The body holds more than {limit:,} orders, the most that an import takes. Split it."
        raise invalid_payload(details)


async def _counted(received: Received) -> int:
    async with _AT_ONCE:
        return await asyncio.to_thread(count_orders, received.path)
