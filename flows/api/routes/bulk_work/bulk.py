"""`/v1/customers`, `/v1/products`: many at once, each body an async action in the project's lane (contract §6).

Checked at once is what makes the whole body unfit; each row is judged by the flow. Body and place in the queue are safe
on disk before anybody is answered, as those of an import are.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.request_body import documented_body
from flows.api.http.request_id import id_of
from flows.api.http.stored_body import IdempotencyKey, looked_at, stored_body
from flows.api.state import ApiState, State
from schemas.action_type import ActionType
from schemas.errors import ImportAbortedError
from schemas.http import requests
from schemas.ids import ProjectKey, action_id_of
from tasks.bulk.request import BulkRequest
from tasks.bulk.rows import read_rows
from tasks.intake.idempotency import accept_once, as_asked, find_earlier
from tasks.intake.order_count import count_orders
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import AskedAction
from tasks.intake.receive import Received

router = APIRouter(prefix="/v1")
LIMIT = 10 * 1024 * 1024
"""Bytes of one body, as the original has it."""
_ERRORS = documented(400, 409, 413, 507)


class BulkAccepted(BaseModel):
    """The action waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}.")


@dataclass(frozen=True, slots=True)
class Submission:
    """A request that brings a body, of whom, and the key by which it can be sent again."""

    request: Request
    state: ApiState
    caller: ProjectKey
    idempotency_key: str | None


async def submission_of(
    request: Request, state: State, caller: Caller, idempotency_key: IdempotencyKey = None
) -> Submission:
    """What such a route asks of its request."""
    return Submission(request, state, caller, idempotency_key)


Submitted = Annotated[Submission, Depends(submission_of)]


def _array(noun: str, example: dict[str, Any]) -> dict[str, Any]:
    """Elements are judged one by one by the action, so that none of them makes the body a wrong one."""
    one = {"description": f"A {noun}, as it is taken alone; a wrong one is handed back."}
    return documented_body({"type": "array", "items": one, "examples": [[example]]})


_METADATA = documented_body(requests.SHARED_METADATA)


@router.post(
    "/customers/bulk/async",
    tags=["customers"],
    summary="Update customers in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_array("customer", {"source_id": "ann", "name": "Ann"}),
    dependencies=[IMPORT],
)
async def update_customers(submission: Submitted) -> BulkAccepted:
    """Create or update many customers, by the rules of one; those that break a rule are handed back by the action."""
    return await _accepted(submission, ActionType.CUSTOMERS_BULK_UPDATE, _array_of("customer"))


@router.post(
    "/products/bulk/async",
    tags=["products"],
    summary="Update products in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_array("product", {"source_id": "mug", "price": 700}),
    dependencies=[IMPORT],
)
async def update_products(submission: Submitted) -> BulkAccepted:
    """Create or update many products, by the rules of one; those that break a rule are handed back by the action."""
    return await _accepted(submission, ActionType.PRODUCTS_BULK_UPDATE, _array_of("product"))


@router.post(
    "/customers/metadata/async",
    tags=["customers"],
    summary="Update customers' metadata in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_METADATA,
    dependencies=[IMPORT],
)
async def update_customers_metadata(submission: Submitted) -> BulkAccepted:
    """Give many customers the same metadata, merged by key; those that are new are made."""
    type = ActionType.CUSTOMERS_METADATA_UPDATE
    return await _accepted(submission, type, _whole(type, submission.caller))


@router.post(
    "/products/metadata/async",
    tags=["products"],
    summary="Update products' metadata in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_METADATA,
    dependencies=[IMPORT],
)
async def update_products_metadata(submission: Submitted) -> BulkAccepted:
    """Give many products the same metadata, merged by key; those that are new are made."""
    type = ActionType.PRODUCTS_METADATA_UPDATE
    return await _accepted(submission, type, _whole(type, submission.caller))


def _array_of(noun: str) -> Callable[[Path], object]:
    return lambda path: count_orders(path, noun) if path.stat().st_size else 0


def _whole(type: ActionType, caller: ProjectKey) -> Callable[[Path], object]:
    return lambda path: read_rows(BulkRequest("", caller, type, str(path)))


async def _accepted(submission: Submission, type: ActionType, check: Callable[[Path], object]) -> BulkAccepted:
    to = (submission.request, submission.state, submission.caller)
    received = await stored_body(*to, LIMIT, is_hashed=submission.idempotency_key is not None)
    asked = AskedAction(type, {"source": str(received.path)})
    return await accept_body(submission, asked, received, check)


async def accept_body(
    submission: Submission, asked: AskedAction, received: Received, check: Callable[[Path], object]
) -> BulkAccepted:
    """The action at the end of the queue, if `check` raises nothing about the body; else nothing of it is kept.

    A body that was taken before under its `Idempotency-Key` is the earlier action, and is not looked at again.
    """
    is_new = False
    try:
        action_id, is_new = await _taken(submission, asked, received, check)
    except ImportAbortedError as error:
        raise invalid_payload(error.public) from error
    finally:
        if not is_new:
            received.path.unlink(missing_ok=True)
    return BulkAccepted(async_action_id=action_id_of(action_id))


async def _taken(
    submission: Submission, asked: AskedAction, received: Received, check: Callable[[Path], object]
) -> tuple[str, bool]:
    """The action, and whether it is a new one."""
    home, caller, quota = submission.state.settings.home, submission.caller, submission.state.settings.quota
    key, request_id = submission.idempotency_key, id_of(submission.request)
    if key is None:
        await looked_at(received, check)
        size = received.size
        return await asyncio.to_thread(accept, home, caller, asked, size=size, request_id=request_id, quota=quota), True
    body = as_asked(received, asked)
    earlier = await asyncio.to_thread(find_earlier, home, caller, key, body)
    if earlier is not None:
        return earlier, False
    await looked_at(received, check)
    return await asyncio.to_thread(
        accept_once, home, caller, key, body, request_id=request_id, quota=quota, asked=asked
    )
