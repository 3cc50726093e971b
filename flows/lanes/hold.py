"""What a flow does to work in its lane: wait for its turn (`flows.lanes.ordering`), then hold the slot
(`flows.lanes.lease`).
"""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext

from flows.lanes import process_lock
from flows.lanes.lane import lane_tag
from flows.lanes.lease import Slot, SlotLost, acquire, beat
from flows.lanes.ordering import await_turn
from flows.lanes.recovery import Watch
from schemas.ids import ProjectKey
from tasks.warehouse.fencing import fenced


@asynccontextmanager
async def lane_slot(
    key: ProjectKey, name: str | None = None, on_wait: Callable[[], None] = lambda: None
) -> AsyncIterator[Slot]:
    """Inside a flow run, which may get a `name`: wait for its turn, hold the lane's slot for the block.

    `on_wait` is called whenever it has to wait. Raises `flows.lanes.ordering.SteppedBack` when an earlier import has
    to be handed out first, `SlotLost` when another process works on the same run.
    """
    context = FlowRunContext.get()
    client, run = context.client, context.flow_run
    if not process_lock.take(run.id):
        message = f"Another process of this machine works on run {run.id}."
        raise SlotLost(message)
    slot, ended = Slot(run.id), threading.Event()
    threading.Thread(target=beat, args=(slot, ended), name=f"beat-{run.id}", daemon=True).start()
    try:
        await _join(client, run, key, name or run.name)
        watch = Watch()
        await await_turn(client, run, key, watch, on_wait)
        await acquire(client, key, slot, watch, on_wait)
        with fenced(slot.token, slot.check, slot.refuse):
            yield slot
    finally:
        ended.set()
        if slot.lease_id is not None:
            await client.release_concurrency_slots_with_lease(slot.lease_id)


async def _join(client: PrefectClient, run: FlowRun, key: ProjectKey, name: str) -> None:
    """However the run was started, it has the lane's tag and its name; one that was submitted has them already."""
    if lane_tag(key) not in run.tags or run.name != name:
        run.name, run.tags = name, list(dict.fromkeys([*run.tags, lane_tag(key)]))
        await client.update_flow_run(run.id, name=run.name, tags=run.tags)
