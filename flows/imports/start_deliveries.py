"""Starts `deliver-distributions` when an import has left something to deliver, so that nobody waits for its schedule.

Invariant: deliveries never stand in an import's way. This comes after the lane is free, takes seconds at most,
and what goes wrong is a line in the log: what is pending stays pending, and the schedule finds it.
"""

import asyncio
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_logger

from flows.lanes import timing
from flows.lanes.lane import in_states, lane_name, names_look_the_same
from schemas.clock import utc_now
from schemas.effects.effects import ImportEffects
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport

DELIVERY_FLOW = "deliver-distributions"

logger = get_logger("deliveries")


async def find_deliveries(client: PrefectClient, key: ProjectKey) -> DeploymentResponse | None:
    """The project's deployment that delivers, if there is one. Raises `UsageError` if another project has its name."""
    try:
        deployment = await client.read_deployment_by_name(f"{DELIVERY_FLOW}/{lane_name(key)}")
    except ObjectNotFound:
        return None
    names = [deployment.parameters.get(name) for name in ("tenant", "project")]
    if names != [key.tenant, key.project]:
        owner = "/".join(map(str, names))
        detail = f"The deployment {DELIVERY_FLOW}/{lane_name(key)} is that of {owner}, not of {key}."
        raise names_look_the_same(key, detail)
    return deployment


async def start_deliveries(client: PrefectClient, report: ImportReport) -> None:
    """Start a run if the import has left pending deliveries, the deployment exists and no run of it waits already."""
    await start_pending(client, ProjectKey(report.tenant, report.project), report.import_id, report.effects)


async def start_pending(client: PrefectClient, key: ProjectKey, import_id: str, effects: ImportEffects | None) -> None:
    """The same for whatever has had these effects."""
    if effects is None or not effects.pending_count:
        return
    try:
        async with asyncio.timeout(timing.START_DELIVERIES_SECONDS):
            await _start(client, key, import_id)
    except Exception as error:
        logger.warning("Deliveries of %s wait for the schedule: %r", import_id, error)


async def _start(client: PrefectClient, key: ProjectKey, import_id: str) -> None:
    deployment = await find_deliveries(client, key)
    if deployment is not None and not await _waits(client, deployment.id):
        # no state goes along: the server's own clock says when it is due
        body = {"idempotency_key": f"after {import_id}"}
        place = {"id": str(deployment.id)}
        await client.request("POST", "/deployments/{id}/create_flow_run", path_params=place, json=body)


async def _waits(client: PrefectClient, deployment_id: UUID) -> bool:
    """Whether a run is due and has not begun: it will find what is pending. One at work may have looked already."""
    due = FlowRunFilterNextScheduledStartTime(before_=utc_now())
    for waiting in (
        FlowRunFilter(state=in_states([StateType.SCHEDULED]), next_scheduled_start_time=due),
        FlowRunFilter(state=in_states([StateType.PENDING])),
    ):
        of_deployment = DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id]))
        if await client.read_flow_runs(flow_run_filter=waiting, deployment_filter=of_deployment, limit=1):
            return True
    return False
