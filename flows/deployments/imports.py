"""What a tenant/project needs in Prefect to be imported by `prefect deployment run`, a schedule or the UI.

One work pool for all; for each project its lane (see `flows.lanes.lane`): a work queue that hands out one run at a
time, the limit of its tag, and a deployment `import-orders/<tenant>--<project>` with the project's names filled in.
Setting up again changes nothing.
"""

from prefect.client.orchestration import get_client
from prefect.schedules import Cron

from flows.deployments.automations import deploy_recovery
from flows.deployments.job_variables import job_variables
from flows.deployments.pools import ensure_pool, ensure_queue
from flows.import_orders import import_orders
from flows.lanes.lane import FLOW_NAME, POOL, find_deployment, lane_name, lane_tag
from flows.lanes.limit import ensure_limit
from schemas.ids import ProjectKey
from tasks.extract.source_secrets import require_no_credentials

ENTRYPOINT = "flows.import_orders:import_orders"


async def deploy_project(
    key: ProjectKey,
    *,
    pool: str = POOL,
    cron: str | None = None,
    source: str | None = None,
    with_recovery: bool = True,
) -> dict[str, str]:
    """Create or update pool, queue, limit and deployment; returns their names and the deployment's id.

    With `cron` (UTC), each scheduled run imports `source`. What recovers dead runs is set up as well (see
    `flows.deployments.automations`), unless the caller knows that the pool has it. Raises `UsageError` if another
    project has these names, and for a URL with a secret in it.
    """
    require_no_credentials(source or "")
    async with get_client() as client:
        await find_deployment(client, key)
        await ensure_pool(client, pool)
        await ensure_queue(client, pool, lane_name(key))
        await ensure_limit(client, key)
        if with_recovery:
            await deploy_recovery(client, pool)
    deployment = await import_orders.ato_deployment(
        name=lane_name(key),
        description=f"Imports historical orders into {key}.",
        tags=[lane_tag(key)],
        parameters=_parameters(key, source),
        schedule=None if cron is None else Cron(cron, timezone="UTC"),
        work_pool_name=pool,
        work_queue_name=lane_name(key),
        job_variables=job_variables(),
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = ENTRYPOINT
    deployment_id = await deployment.aapply()
    names = {"deployment": f"{FLOW_NAME}/{lane_name(key)}", "pool": pool, "queue": lane_name(key)}
    return {**names, "deployment_id": str(deployment_id)}


def _parameters(key: ProjectKey, source: str | None) -> dict[str, str]:
    names = {"tenant": key.tenant, "project": key.project}
    return names if source is None else {**names, "source": source}
