"""`/v1/limits`: what holds for the caller's project, and its cap, as `orders limit` shows and sets it in a shell."""

import asyncio

from fastapi import APIRouter, Request

from flows.api.http.auth import ADMIN, READ, Caller
from flows.api.http.errors import documented
from flows.api.http.query_params import Nothing
from flows.api.http.request_body import body_as, documented_body
from flows.api.state import ApiState, State
from flows.imports.limit import set_import_limit
from schemas.http.limits import Limits, NewLimits, RateLimit
from schemas.ids import ProjectKey

router = APIRouter(prefix="/v1/limits", tags=["project"])


@router.get("", summary="Get limits", responses=documented(400), dependencies=[READ])
async def get(state: State, caller: Caller, _params: Nothing) -> Limits:
    """The cap on imports, sizes of bodies, how much may wait, and how often may be asked."""
    return await _limits(state, caller)


@router.put(
    "",
    summary="Set limits",
    responses=documented(400, 413),
    openapi_extra=documented_body(NewLimits.model_json_schema()),
    dependencies=[ADMIN],
)
async def put(request: Request, state: State, caller: Caller) -> Limits:
    """Set the cap of the project's imports, from the next one on that runs."""
    new = await body_as(request, NewLimits)
    await set_import_limit(caller, new.orders_per_import)
    return await _limits(state, caller)


async def _limits(state: ApiState, caller: ProjectKey) -> Limits:
    settings, rate_limit = state.settings, state.rate_limit
    return Limits(
        orders_per_import=await asyncio.to_thread(state.caps.limit, caller),
        import_body_bytes=settings.body_limit,
        backfill_body_bytes=settings.backfill_body_limit,
        waiting_imports=settings.max_waiting_imports,
        waiting_backfills=settings.max_waiting_backfills,
        waiting_bytes=settings.max_waiting_bytes,
        rate_limit=rate_limit and RateLimit(requests=rate_limit.amount, seconds=rate_limit.seconds),
    )
