"""`/v1/customers`, `/v1/products`: many at once, each body an async action in the project's lane (contract §6).

Checked at once is what makes the whole body unfit; each row is judged by the flow. Body and place in the queue are safe
on disk before anybody is answered, as those of an import are.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from flows.api.http.auth import IMPORT, Caller
from flows.api.http.errors import documented, invalid_payload
from flows.api.http.request_body import documented_body
from flows.api.http.request_id import id_of
from flows.api.http.stored_body import looked_at, stored_body
from flows.api.state import ApiState, State
from schemas.action_type import ActionType
from schemas.errors import ImportAbortedError
from schemas.http import requests
from schemas.ids import ProjectKey, action_id_of
from tasks.bulk.request import BulkRequest
from tasks.bulk.rows import read_rows
from tasks.intake.order_count import count_orders
from tasks.intake.queue.import_queue import accept
from tasks.intake.queue.queued_import import AskedAction
from tasks.intake.receive import Received

router = APIRouter(prefix="/v1")
LIMIT = 10 * 1024 * 1024
"""Bytes of one body, as the original has it."""
_ERRORS = documented(400, 413, 507)


class BulkAccepted(BaseModel):
    """The action waits in its project's lane."""

    async_action_id: str = Field(description="Watch it with GET /v1/async-actions/{id}.")


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
async def update_customers(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Create or update many customers, by the rules of one; those that break a rule are handed back by the action."""
    return await _accepted(request, state, caller, ActionType.CUSTOMERS_BULK_UPDATE, _array_of("customer"))


@router.post(
    "/products/bulk/async",
    tags=["products"],
    summary="Update products in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_array("product", {"source_id": "mug", "price": 700}),
    dependencies=[IMPORT],
)
async def update_products(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Create or update many products, by the rules of one; those that break a rule are handed back by the action."""
    return await _accepted(request, state, caller, ActionType.PRODUCTS_BULK_UPDATE, _array_of("product"))


@router.post(
    "/customers/metadata/async",
    tags=["customers"],
    summary="Update customers' metadata in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_METADATA,
    dependencies=[IMPORT],
)
async def update_customers_metadata(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Give many customers the same metadata, merged by key; those that are new are made."""
    type = ActionType.CUSTOMERS_METADATA_UPDATE
    return await _accepted(request, state, caller, type, _whole(type, caller))


@router.post(
    "/products/metadata/async",
    tags=["products"],
    summary="Update products' metadata in bulk",
    status_code=202,
    responses=_ERRORS,
    openapi_extra=_METADATA,
    dependencies=[IMPORT],
)
async def update_products_metadata(request: Request, state: State, caller: Caller) -> BulkAccepted:
    """Give many products the same metadata, merged by key; those that are new are made."""
    type = ActionType.PRODUCTS_METADATA_UPDATE
    return await _accepted(request, state, caller, type, _whole(type, caller))


def _array_of(noun: str) -> Callable[[Path], object]:
    return lambda path: count_orders(path, noun) if path.stat().st_size else 0


def _whole(type: ActionType, caller: ProjectKey) -> Callable[[Path], object]:
    return lambda path: read_rows(BulkRequest("", caller, type, str(path)))


async def _accepted(
    request: Request, state: ApiState, caller: ProjectKey, type: ActionType, check: Callable[[Path], object]
) -> BulkAccepted:
    received = await stored_body(request, state, caller, LIMIT)
    asked = AskedAction(type, {"source": str(received.path)})
    return await accept_body(request, state, caller, asked, received, check)


async def accept_body(
    request: Request,
    state: ApiState,
    caller: ProjectKey,
    asked: AskedAction,
    received: Received,
    check: Callable[[Path], object],
) -> BulkAccepted:
    """The action at the end of the queue, if `check` raises nothing about the body; else nothing of it is kept."""
    try:
        await looked_at(received, check)
        size, quota = received.size, state.settings.quota
        action_id = await asyncio.to_thread(
            accept, state.settings.home, caller, asked, size=size, request_id=id_of(request), quota=quota
        )
    except BaseException as error:
        received.path.unlink(missing_ok=True)
        if isinstance(error, ImportAbortedError):
            raise invalid_payload(error.public) from error
        raise
    return BulkAccepted(async_action_id=action_id_of(action_id))
