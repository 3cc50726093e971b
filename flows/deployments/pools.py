"""Work pools and work queues: made when they are needed, by whoever needs them first; safe to repeat."""

from contextlib import suppress

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound
from prefect.workers.process import ProcessWorker


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
