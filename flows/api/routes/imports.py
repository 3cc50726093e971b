"""`POST /v1/orders/import`: takes a batch in and answers with its async action.

Checked at once is what makes the whole batch unfit (contract §1); each order is judged by the flow. The body is safe
on disk before Prefect hears of it, so that an acknowledged import survives the death of everything.
"""

import asyncio
import mmap
from pathlib import Path
from typing import Annotated

import httpx
import msgspec
from fastapi import APIRouter, Header, Request
from prefect.client.orchestration import PrefectClient
from prefect.exceptions import ObjectNotFound
from pydantic import BaseModel, Field

from flows.api.http.auth import Caller
from flows.api.http.errors import ApiError, documented, invalid_payload
from flows.api.http.request_body import bounded, documented_body
from flows.deployments.submit import find_lane
from flows.imports.limit import read_limit
from schemas.http.requests import ORDERS
from schemas.ids import ProjectKey
from tasks.intake.idempotency import OtherBody, Submission, claim, find_earlier
from tasks.intake.inbox import Received, TooLarge, inbox_of, receive

router = APIRouter(tags=["import"])
_AT_ONCE = asyncio.Semaphore(4)  # bodies being checked: each is in memory as a whole for a moment
# The array is read to its end, but no element is kept beyond the first so many: a list of those of 64 MiB such as
# [1,1,… would take 2.5 GB and stop the process for 6 s; this, 0.1 s. A cap beyond that is left to the import itself.
_COUNTED = 20_000
_ABSENT = msgspec.Raw()
_ARRAY = msgspec.json.Decoder(
    msgspec.defstruct(
        "Orders", [(f"order_{n}", msgspec.Raw, _ABSENT) for n in range(_COUNTED)], array_like=True, gc=False
    )
)

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
async def import_orders(request: Request, caller: Caller, idempotency_key: _IdempotencyKey = None) -> ImportAccepted:
    """Put a JSON array of orders (plain or gzip) in the project's lane; bad orders are handed back by the import."""
    received = await _received(request, caller)
    kept = None
    try:
        submission = await _submission(request, caller, idempotency_key, received)
        kept = submission.source
    finally:
        if kept != received.path:
            received.path.unlink(missing_ok=True)
    return ImportAccepted(async_action_id=await _enqueued(request, caller, submission))


async def _received(request: Request, caller: ProjectKey) -> Received:
    settings = request.app.state.settings
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        details = f"Content-Encoding {encoding!r} is not known; send gzip, or leave it out."
        raise invalid_payload(details)
    body = bounded(request, settings.body_limit)
    try:
        return await receive(
            inbox_of(settings.home, caller), body, is_gzip=encoding == "gzip", limit=settings.body_limit
        )
    except TooLarge as error:
        raise ApiError(413, "query_too_large", "Query too large", error.public) from error


async def _check(client: PrefectClient, caller: ProjectKey, path: Path) -> None:
    count, limit = await asyncio.gather(_counted(path), read_limit(client, caller))
    if count > limit:
        details = f"The body holds more than {limit:,} orders, the most that an import takes. Split it."
        raise invalid_payload(details)


async def _counted(path: Path) -> int:
    async with _AT_ONCE:
        return await asyncio.to_thread(_count, path)


def _count(path: Path) -> int:
    """How many orders the array has, as far as they are counted; raises `ApiError` 400 unless it is one."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return _length(content)
    except msgspec.ValidationError:
        details = "The body is not an array of orders; put them in [ ]."
        raise invalid_payload(details) from None
    except RecursionError:
        details = "The body is nested too deeply."
        raise invalid_payload(details) from None
    except (msgspec.DecodeError, ValueError) as error:
        said = "it is empty" if path.stat().st_size == 0 else str(error).removeprefix("JSON is malformed: ")
        details = f"The body is not valid JSON: {said}."
        raise invalid_payload(details) from None


def _length(content: mmap.mmap) -> int:
    orders = enumerate(msgspec.structs.astuple(_ARRAY.decode(content)))
    return next((number for number, order in orders if order is _ABSENT), _COUNTED)


async def _submission(request: Request, caller: ProjectKey, key: str | None, received: Received) -> Submission:
    """A body that was taken before under this key is not judged again: the cap may have changed since."""
    asked = (request.app.state.settings.home, caller, key, received)
    try:
        earlier = None if key is None else await asyncio.to_thread(find_earlier, *asked)
        if earlier is not None:
            return earlier
        await _check(request.app.state.prefect, caller, received.path)
        if key is None:
            return Submission(received.path.stem, received.path)
        return await asyncio.to_thread(claim, *asked)
    except OtherBody as error:
        raise ApiError(409, "idempotency_conflict", "Conflict", error.public) from error


async def _enqueued(request: Request, caller: ProjectKey, submission: Submission) -> str:
    """The async action's id; a lane's deployment is looked up once, and again when it is gone."""
    client, known, submitter = request.app.state.prefect, request.app.state.lanes, request.app.state.submitter
    for _ in range(2):
        # others change what is known in the meantime
        lane = known[caller] = known.get(caller) or await find_lane(client, caller)
        try:
            return await submitter.enqueue(lane, submission)
        except (ObjectNotFound, httpx.HTTPStatusError) as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code != httpx.codes.NOT_FOUND:
                raise
            known.pop(caller, None)
    raise ApiError(503, "service_unavailable", "Try again", "The lane's deployment keeps going away.")
