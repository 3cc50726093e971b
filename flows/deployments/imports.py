"""What a tenant/project needs in Prefect to be imported by `prefect deployment run`, a schedule or the UI.

One work pool for all; for each project its lane (see `flows.lanes.lane`): a work queue that hands out one run at a
time, the limit of its tag, and a deployment `import-orders/<tenant>--<project>` with the project's names filled in.
Setting up again changes nothing.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.schedules import Cron
from prefect.workers.process import ProcessWorker

from flows.import_orders import import_orders
from flows.lanes.lane import POOL, ensure_slot, find_deployment, lane_name, lane_tag
from flows.recover_lanes import ENTRYPOINT as RECOVERY_ENTRYPOINT
from flows.recover_lanes import HEARTBEAT_SECONDS, QUEUE, ensure_automations, recover_lanes
from flows.settings import Settings
from schemas.ids import ProjectKey

ENTRYPOINT = "flows.import_orders:import_orders"


async def deploy_project(
    key: ProjectKey, *, pool: str = POOL, cron: str | None = None, source: str | None = None
) -> dict[str, str]:
    """Create or update pool, queue, limit and deployment; returns their names and the deployment's id.

    With `cron` (UTC), each scheduled run imports `source`. What recovers dead runs is set up as well (see
    `flows.recover_lanes`). Raises `UsageError` if another project has these names.
    """
    async with get_client() as client:
        await find_deployment(client, key)
        await ensure_pool(client, pool)
        await ensure_queue(client, pool, lane_name(key))
        await ensure_slot(client, key)
        await _ensure_recovery(client, pool)
    deployment = await import_orders.ato_deployment(
        name=lane_name(key),
        description=f"Imports historical orders into {key}.",
        tags=[lane_tag(key)],
        parameters=_parameters(key, source),
        schedule=None if cron is None else Cron(cron, timezone="UTC"),
        work_pool_name=pool,
        work_queue_name=lane_name(key),
        job_variables=_job_variables(),
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = ENTRYPOINT
    deployment_id = await deployment.aapply()
    names = {"deployment": f"import-orders/{lane_name(key)}", "pool": pool, "queue": lane_name(key)}
    return {**names, "deployment_id": str(deployment_id)}


def _job_variables() -> dict[str, Any]:
    """What a stock worker needs to know; a warm one lives in its own environment."""
    environment = {
        "ORDERS_HOME": str(Settings().home.absolute()),
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
    }
    return {"env": environment, "working_dir": str(Path.cwd())}


async def _ensure_recovery(client: PrefectClient, pool: str) -> None:
    """The deployment `recover-lanes/<pool>` and the automations that start it."""
    await ensure_queue(client, pool, QUEUE)
    deployment = await recover_lanes.ato_deployment(
        name=pool,
        description="Puts imports whose process is gone back in line. Started by automations.",
        work_pool_name=pool,
        work_queue_name=QUEUE,
        job_variables=_job_variables(),
    )
    deployment.entrypoint = RECOVERY_ENTRYPOINT
    await ensure_automations(client, await deployment.aapply())


def _parameters(key: ProjectKey, source: str | None) -> dict[str, Any]:
    names = {"tenant": key.tenant, "project": key.project}
    return names if source is None else {**names, "source": source}


async def ensure_pool(client: PrefectClient, pool: str) -> None:
    """Make the work pool, for process workers, unless it is there."""
    try:
        await client.read_work_pool(pool)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        with suppress(ObjectAlreadyExists):  # by another project's first import at the same moment
            await client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))


async def ensure_queue(client: PrefectClient, pool: str, name: str) -> None:
    """Make the work queue unless it is there, and let it hand out one run at a time."""
    try:
        queue = await client.create_work_queue(name=name, work_pool_name=pool)
    except ObjectAlreadyExists:
        queue = await client.read_work_queue_by_name(name, work_pool_name=pool)
    if queue.concurrency_limit != 1:
        await client.update_work_queue(queue.id, concurrency_limit=1)
