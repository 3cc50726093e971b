"""What a flow does to work in its lane: wait until it is first in line (`flows.lanes.ordering`), then hold the lease
(`flows.lanes.lease`).
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun

from flows.lanes import process_lock
from flows.lanes.lane import lane_tag
from flows.lanes.lease import LaneLease, LeaseLostError, acquire, send_heartbeats
from flows.lanes.liveness import Watch
from flows.lanes.ordering import await_first_position
from flows.prefect_client.flow_runs import current_run
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.warehouse.connection import require_project
from tasks.warehouse.exclusion.fencing import fenced, raise_fence
from tasks.warehouse.exclusion.project_lock import POLL_SECONDS
from tasks.warehouse.sharing.connection_cache import cached_warehouse
from tasks.warehouse.storages.of_home import storage_of


@asynccontextmanager
async def hold_lane(
    key: ProjectKey,
    name: str | None = None,
    on_wait: Callable[[], None] = lambda: None,
    *,
    tags: Sequence[str] = (),
    create: bool = True,
    patience: float | None = None,
) -> AsyncIterator[LaneLease]:
    """Inside a flow run: wait until it is first in line, hold the lane for the block.

    The run gets the `name`, and `tags` beside that of its lane. `on_wait` is called whenever it has to wait; with
    `create`, the project's database is made if there is none. Raises `flows.lanes.ordering.RequeuedError` when an
    earlier run has to be handed out first, `LeaseLostError` when another process works on the same run,
    `DatabaseBusyError` if somebody keeps the database open for longer than `patience` seconds (by default
    ORDERS_LOCK_PATIENCE).
    """
    client, run = current_run()
    if not process_lock.take(run.id):
        message = f"Another process of this machine works on run {run.id}."
        raise LeaseLostError(message)
    lease, ended = LaneLease(run.id), threading.Event()
    threading.Thread(target=send_heartbeats, args=(lease, ended), name=f"heartbeat-{run.id}", daemon=True).start()
    try:
        await _join(client, run, name or run.name, [lane_tag(key), *tags])
        watch = Watch()
        await await_first_position(client, run, key, watch, on_wait)
        await acquire(client, key, lease, watch, on_wait)
        with storage_of(Settings().home).ticket(key) as ticket:
            # a shell without Prefect may be at work on the project, which takes no lease
            while ticket.waits_for() is not None:
                on_wait()
                await asyncio.sleep(POLL_SECONDS)
            token = await asyncio.to_thread(_raise_fence, key, lease, create, patience)
            with fenced(token, lease.check, lease.refuse):
                yield lease
    finally:
        ended.set()
        if lease.lease_id is not None:
            await client.release_concurrency_slots_with_lease(lease.lease_id)


def _raise_fence(key: ProjectKey, lease: LaneLease, create: bool, patience: float | None) -> int:
    settings = Settings()
    patience = settings.lock_patience if patience is None else patience
    if not create:
        require_project(settings.home, key)
    with cached_warehouse(settings.home, key, patience) as con:
        return raise_fence(con, lease.check)


async def _join(client: PrefectClient, run: FlowRun, name: str, tags: Sequence[str]) -> None:
    """However the run was started, it has the lane's tag and its name; one that was submitted has them already."""
    if not set(tags) <= set(run.tags) or run.name != name:
        run.name, run.tags = name, list(dict.fromkeys([*run.tags, *tags]))
        await client.update_flow_run(run.id, name=run.name, tags=run.tags)
