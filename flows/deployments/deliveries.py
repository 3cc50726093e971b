"""What a tenant/project needs in Prefect for its deliveries: a pool and queue of their own, and a schedule."""

from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.schedules import Cron

from flows.deliver_distributions import deliver_distributions
from flows.deployments.job_variables import places
from flows.deployments.pools import ensure_pool, ensure_queue
from flows.imports.start_deliveries import DELIVERY_FLOW, find_deliveries
from flows.lanes.lane import lane_name
from schemas.ids import ProjectKey

POOL = "deliveries"
ENTRYPOINT = "flows.deliver_distributions:deliver_distributions"


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
        job_variables={"env": places(), "working_dir": str(Path.cwd())},
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = ENTRYPOINT
    deployment_id = await deployment.aapply()
    names = {"deployment": f"{DELIVERY_FLOW}/{lane_name(key)}", "pool": pool, "queue": lane_name(key)}
    return {**names, "deployment_id": str(deployment_id)}
