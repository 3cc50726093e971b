"""The flow `deliver-distributions`: sends what one project's rules have to say, portion by portion.

Invariant: it needs no place in the project's lane. The database is open only between portions, so imports and
deliveries take turns, and a run that is killed loses nothing.
"""

from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.schedules import Cron
from pydantic import Field

from flows.deployments.imports import ensure_pool, ensure_queue
from flows.imports.start_deliveries import DELIVERY_FLOW, find_deliveries
from flows.lanes.lane import lane_name
from flows.settings import Settings
from schemas.effects.delivery import DeliveryOptions, DeliveryRun
from schemas.ids import ProjectKey
from tasks.deliveries.deliver import deliver

POOL = "deliveries"
ENTRYPOINT = "flows.deliver_distributions:deliver_distributions"


def _run_name() -> str:
    return f"{flow_run.parameters['tenant']}/{flow_run.parameters['project']} deliveries"


@flow(name=DELIVERY_FLOW, flow_run_name=_run_name, persist_result=False)
async def deliver_distributions(
    tenant: str, project: str, patience: Annotated[float, Field(ge=0)] = 0.0
) -> DeliveryRun:
    """Deliver all that is due in one tenant/project.

    Args:
        tenant: Whose deliveries, such as acme.
        project: The tenant's project, such as shop.
        patience: Seconds to wait for what is to be tried again.

    Raises:
        UsageError: There is no such project.
        RetryableError: Another process keeps the database for too long.
    """
    run = await deliver(Settings().home, ProjectKey(tenant, project), DeliveryOptions(patience=patience))
    await acreate_markdown_artifact(key="deliveries", markdown=_told(run), description=f"{tenant}/{project}")
    return run


def _told(run: DeliveryRun) -> str:
    counts = f"{run.delivered:,} delivered, {run.retried:,} to be tried again, {run.dead:,} given up"
    return f"{counts}, in {run.portions:,} portions."


async def deploy_deliveries(key: ProjectKey, *, pool: str = POOL, cron: str | None = "* * * * *") -> dict[str, str]:
    """Create or update the deployment that delivers for one project, every minute unless `cron` (UTC) says otherwise.

    It has a pool of its own, so that a long delivery takes no worker from imports, and one run at a time. An import
    that leaves something to deliver starts it too. Raises `UsageError` if another project has its name.
    """
    async with get_client() as client:
        await find_deliveries(client, key)
        await ensure_pool(client, pool)
        await ensure_queue(client, pool, lane_name(key))
    deployment = await deliver_distributions.ato_deployment(
        name=lane_name(key),
        description=f"Sends what the rules of {key} have to say.",
        parameters={"tenant": key.tenant, "project": key.project},
        schedule=None if cron is None else Cron(cron, timezone="UTC"),
        work_pool_name=pool,
        work_queue_name=lane_name(key),
        job_variables={"env": {"ORDERS_HOME": str(Settings().home.absolute())}, "working_dir": str(Path.cwd())},
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = ENTRYPOINT
    deployment_id = await deployment.aapply()
    made = {"deployment": f"{DELIVERY_FLOW}/{lane_name(key)}", "pool": pool, "queue": lane_name(key)}
    return {**made, "deployment_id": str(deployment_id)}
