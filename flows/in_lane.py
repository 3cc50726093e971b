"""What a flow does to work in its project's lane: wait for its turn (`flows.turn`), then hold the slot (`flows.slot`).

Between the two it may do what neither writes nor takes from what an earlier run of the lane is about to write: the slot
is seldom waited for once the turn has come, but asking for it takes as long as reading a small import.
"""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext

from flows import run_lock
from flows.lanes import lane_tag
from flows.recovery import Watch
from flows.slot import Slot, SlotLost, acquire, beat
from flows.turn import await_turn
from schemas.ids import ProjectKey
from tasks.fence import fenced


@dataclass(frozen=True, slots=True)
class Turn:
    """A run whose turn has come, and that has shown to be alive since before that."""

    client: PrefectClient
    key: ProjectKey
    watch: Watch
    _slot: Slot

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[Slot]:
        """Hold the lane's slot for the block, in which alone the project's database may be written."""
        try:
            await acquire(self.client, self.key, self._slot, self.watch)
            with fenced(self._slot.token, self._slot.check, self._slot.refuse):
                yield self._slot
        finally:
            lease_id, self._slot.lease_id = self._slot.lease_id, None
            if lease_id is not None:
                await self.client.release_concurrency_slots_with_lease(lease_id)


@asynccontextmanager
async def lane_turn(key: ProjectKey, name: str | None = None) -> AsyncIterator[Turn]:
    """Inside a flow run: wait for its turn, and prove to be alive until the block ends; the run may get a `name`.

    Raises `flows.turn.SteppedBack` when an earlier import has to be handed out first, `SlotLost` when another process
    works on the same run.
    """
    context = FlowRunContext.get()
    client, run = context.client, context.flow_run
    if not run_lock.take(run.id):
        message = f"Another process of this machine works on run {run.id}."
        raise SlotLost(message)
    slot, ended = Slot(run.id), threading.Event()
    threading.Thread(target=beat, args=(slot, ended), name=f"beat-{run.id}", daemon=True).start()
    try:
        await _join(client, run, key, name or run.name)
        watch = Watch()
        await await_turn(client, run, key, watch)
        yield Turn(client, key, watch, slot)
    finally:
        ended.set()


@asynccontextmanager
async def lane_slot(key: ProjectKey) -> AsyncIterator[Slot]:
    """Wait for the turn, then hold the slot for the block; raises what `lane_turn` raises."""
    async with lane_turn(key) as turn, turn.slot() as slot:
        yield slot


async def _join(client: PrefectClient, run: FlowRun, key: ProjectKey, name: str) -> None:
    """However the run was started, it has the lane's tag and its name; one that was submitted has them already."""
    if lane_tag(key) not in run.tags or run.name != name:
        run.name, run.tags = name, list({*run.tags, lane_tag(key)})
        await client.update_flow_run(run.id, name=run.name, tags=run.tags)
