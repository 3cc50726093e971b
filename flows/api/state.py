"""What lives as long as an API process, for its routes."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from prefect.client.orchestration import PrefectClient

from flows.api.background.caps import Caps
from flows.api.background.last_use import LastUse
from flows.api.background.rush import Rush
from flows.api.background.system_metrics import SystemMetrics
from flows.api.http.rate_limit import RateLimit
from flows.settings import Settings
from tasks.warehouse.sharing.pool import DatabasePool


@dataclass(frozen=True, slots=True)
class ApiState:
    """The parts that requests share."""

    settings: Settings
    rate_limit: RateLimit | None
    metrics: SystemMetrics
    prefect: PrefectClient
    caps: Caps
    databases: DatabasePool
    last_use: LastUse
    rush: Rush


async def state_of(request: Request) -> ApiState:
    """That of the app which the request came to."""
    state: ApiState = request.app.state.api
    return state


State = Annotated[ApiState, Depends(state_of)]
