"""What a tenant/project needs in Prefect for one kind of bulk work: a deployment `<flow>/<tenant>--<project>`.

One work pool for all; for each project its lane (see `flows.lanes.lane`): a work queue that hands out one run at a
time, and the limit of its tag. All kinds of a project share these, so that they are one line. Setting up again changes
nothing.
"""

from collections.abc import Mapping

from prefect.client.orchestration import get_client
from prefect.flows import load_flow_from_entrypoint
from prefect.schedules import Cron

from flows.deployments.automations import deploy_recovery
from flows.deployments.job_variables import job_variables
from flows.deployments.pools import ensure_pool, ensure_queue
from flows.lanes.kinds import Kind
from flows.lanes.lane import POOL, find_deployment, lane_name, lane_tag
from flows.lanes.limit import ensure_limit
from schemas.ids import ProjectKey


async def deploy_action(
    key: ProjectKey,
    kind: Kind,
    *,
    pool: str = POOL,
    cron: str | None = None,
    parameters: Mapping[str, object] | None = None,
    with_recovery: bool = True,
) -> dict[str, str]:
    """Create or update pool, queue, limit and deployment; returns their names and the deployment's id.

    What recovers dead runs is set up as well (see `flows.deployments.automations`), unless the caller knows that the
    pool has it. With `cron` (UTC) it runs by itself. Raises `UsageError` if another project has these names.
    """
    async with get_client() as client:
        await find_deployment(client, key, kind)
        await ensure_pool(client, pool)
        await ensure_queue(client, pool, lane_name(key))
        await ensure_limit(client, key)
        if with_recovery:
            await deploy_recovery(client, pool)
    deployment = await load_flow_from_entrypoint(kind.entrypoint).ato_deployment(
        name=lane_name(key),
        tags=[lane_tag(key), *kind.tags],
        parameters={"tenant": key.tenant, "project": key.project, **(parameters or {})},
        schedule=None if cron is None else Cron(cron, timezone="UTC"),
        work_pool_name=pool,
        work_queue_name=lane_name(key),
        job_variables=job_variables(),
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = kind.entrypoint
    deployment_id = await deployment.aapply()
    names = {"deployment": f"{kind.flow_name}/{lane_name(key)}", "pool": pool, "queue": lane_name(key)}
    return {**names, "deployment_id": str(deployment_id)}
