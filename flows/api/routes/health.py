"""Whether this process lives (`/healthz`), and whether what is submitted to it will be worked on (`/readyz`).

HEAD is answered too: load balancers ask for no more than the status.
"""

import asyncio

import httpx
from fastapi import APIRouter, Request
from prefect.client.orchestration import PrefectClient
from pydantic import BaseModel, Field

from flows.api.http.errors import ApiError, ErrorBody
from flows.async_actions.queue import read_workers
from flows.lanes.lane import POOL

router = APIRouter(tags=["operations"])
_PATIENCE_SECONDS = 2.0
_START_SERVER = "Start it with `prefect server start`, or correct the PREFECT_API_URL of this process."


class Alive(BaseModel):
    """This process answers."""

    status: str = "ok"


class Ready(Alive):
    """Imports are taken and worked on."""

    worker_count: int = Field(description="Workers that are alive.")


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is this process alive?")
async def alive() -> Alive:
    """Asks nobody else."""
    return Alive()


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", summary="Will imports be worked on?", responses={503: {"model": ErrorBody}})
async def ready(request: Request) -> Ready:
    """Prefect's server answers, and a worker is alive for the lanes; else 503 says what is missing."""
    worker_count = await online_workers(request.app.state.prefect)
    if worker_count is None:
        details = f"The Prefect server does not answer within {_PATIENCE_SECONDS:.0f} s. {_START_SERVER}"
        raise _not_ready(details)
    if worker_count == 0:
        details = f"No worker is alive for the work pool {POOL}. Start one with `orders worker`."
        raise _not_ready(details)
    return Ready(worker_count=worker_count)


async def online_workers(client: PrefectClient) -> int | None:
    """How many workers of the lanes are alive; none if the server does not answer soon."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            workers = await read_workers(client, POOL)
    except (TimeoutError, httpx.HTTPError):
        return None
    return sum(worker["is_alive"] for worker in workers)


def _not_ready(details: str) -> ApiError:
    return ApiError(503, "service_unavailable", "Not ready", details, {"Retry-After": "1"})
