"""Whether this process lives (`/healthz`), and whether what is submitted to it will be worked on (`/readyz`).

HEAD is answered too: load balancers ask for no more than the status. Both are the operator's own questions.
"""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from flows.api.background.prefect_status import PATIENCE_SECONDS, online_workers
from flows.api.http.errors import ApiError, ErrorBody, service_unavailable
from flows.api.state import State
from flows.lanes.lane import POOL

router = APIRouter(tags=["operations"])
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
async def ready(state: State) -> Ready:
    """Prefect's server answers, and a worker is alive for the lanes; else 503 says what is missing."""
    worker_count = await online_workers(state.prefect)
    if worker_count is None:
        details = f"The Prefect server does not answer within {PATIENCE_SECONDS:.0f} s. {_START_SERVER}"
        raise _not_ready(details)
    if worker_count == 0:
        details = f"No worker is alive for the work pool {POOL}. Start one with `orders worker`."
        raise _not_ready(details)
    return Ready(worker_count=worker_count)


def _not_ready(details: str) -> ApiError:
    return service_unavailable(details, retry_after=1, message="Not ready")
