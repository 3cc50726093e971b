"""The lane's one slot: nothing writes to a project's database without it, whoever started the flow.

Invariant: a process that cannot show that it has the slot does not commit. The slot is a lease on the lane's
limit. Its holder proves to be alive every `BEAT_SECONDS` from a thread of its own, so that no amount of work in
DuckDB or Polars can make it look dead; a holder that is silent for `SILENT_SECONDS` loses the slot to whoever waits
(see `flows.recovery`), and in any case after Prefect's shortest lease, 60 s, and one round of its repossessor.

`Slot.check` is for the moment before a commit: cheap while the last proof is younger than anyone's patience, else a
renewal, which the server refuses once the slot is lost. The file's `fence` closes the gap between check and commit.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import ConcurrencyLimitWithLeaseResponse
from prefect.context import FlowRunContext
from prefect.exceptions import Abort
from prefect.logging import get_logger
from prefect.types._concurrency import ConcurrencyLeaseHolder

from flows import run_lock
from flows.lanes import BEAT_LABEL, ensure_slot, lane_tag, slot_name
from flows.recovery import BEAT_SECONDS, SILENT_SECONDS, Watch, active_runs, free_slot, recover
from flows.turn import await_turn
from schemas.ids import ProjectKey
from tasks.fence import fenced

LEASE_SECONDS = 60.0  # the least that Prefect grants
LOOK_AGAIN_SECONDS = 0.25
_SURE_SECONDS = SILENT_SECONDS - BEAT_SECONDS

logger = get_logger("lanes")


class SlotLost(Abort):
    """Another run may have the lane by now: this process must not commit, nor touch its run's state."""


@dataclass
class Slot:
    """One run's hold on its lane; `token` grows from holder to holder (microseconds of UTC)."""

    run_id: UUID
    lease_id: UUID | None = None
    token: int = 0
    is_lost: bool = False
    _proved_at: float = field(default=0.0)

    def granted(self, lease_id: UUID) -> None:
        """The slot is ours from now on."""
        self.lease_id = lease_id
        self.token = time.time_ns() // 1000
        self._proved_at = _now()

    def check(self) -> None:
        """Return if the slot is still ours; raise `SlotLost` if not. Safe to call from any thread."""
        if not self.is_lost and _now() - self._proved_at > _SURE_SECONDS:
            self.prove()
        if self.is_lost:
            self.refuse()

    def refuse(self) -> NoReturn:
        """The slot is not ours any more."""
        self.is_lost = True
        message = f"Run {self.run_id} has lost its lane's slot; it commits nothing."
        raise SlotLost(message)

    def prove(self) -> None:
        """Renew the lease at the server."""
        at = _now()
        try:
            with get_client(sync_client=True) as client:
                client.renew_concurrency_lease(self.lease_id, LEASE_SECONDS)
            self._proved_at = at
        except httpx.HTTPStatusError as error:
            self.is_lost = error.response.status_code == httpx.codes.GONE
        except Exception as error:  # a client that cannot connect raises more than HTTP's errors
            logger.warning("The server does not answer (%r); the slot is kept as long as its lease.", error)
        if _now() - self._proved_at > LEASE_SECONDS:
            self.is_lost = True


@asynccontextmanager
async def lane_slot(key: ProjectKey) -> AsyncIterator[Slot]:
    """Inside a flow run: wait for its turn, hold the lane's slot for the block.

    Raises `flows.turn.SteppedBack` when an earlier import has to be handed out first, `SlotLost` when another process
    works on the same run.
    """
    context = FlowRunContext.get()
    client, run = context.client, context.flow_run
    if not run_lock.take(run.id):
        message = f"Another process of this machine works on run {run.id}."
        raise SlotLost(message)
    slot, ended = Slot(run.id), threading.Event()
    threading.Thread(target=_beat, args=(slot, ended), name=f"beat-{run.id}", daemon=True).start()
    try:
        await _join(client, run, key)
        watch = Watch()
        await await_turn(client, run, key, watch)
        await _acquire(client, key, slot, watch)
        with fenced(slot.token, slot.check, slot.refuse):
            yield slot
    finally:
        ended.set()
        if slot.lease_id is not None:
            await client.release_concurrency_slots_with_lease(slot.lease_id)


async def _join(client: PrefectClient, run: FlowRun, key: ProjectKey) -> None:
    if lane_tag(key) not in run.tags:
        await client.update_flow_run(run.id, tags=[*run.tags, lane_tag(key)])


async def _acquire(client: PrefectClient, key: ProjectKey, slot: Slot, watch: Watch) -> None:
    holder = ConcurrencyLeaseHolder(type="flow_run", id=slot.run_id)
    unheld_since: float | None = None
    while True:
        try:
            response = await client.increment_concurrency_slots_with_lease(
                [slot_name(key)], 1, "concurrency", LEASE_SECONDS, holder
            )
            granted = ConcurrencyLimitWithLeaseResponse.model_validate(response.json())
            if granted.limits:
                return slot.granted(granted.lease_id)
            await ensure_slot(client, key)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.LOCKED:
                raise
            unheld_since = await _look_at_holder(client, key, slot, watch, unheld_since)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _look_at_holder(
    client: PrefectClient, key: ProjectKey, slot: Slot, watch: Watch, unheld_since: float | None
) -> float | None:
    """Free the slot if its holder is dead, or if it is nobody's; since when it has looked like nobody's."""
    others = [run for run in await active_runs(client, key) if run.id != slot.run_id]
    for run in others:
        if watch.is_dead(run):
            await recover(client, run.id, "its process is gone")
    if others:
        return None
    if unheld_since is not None and _now() - unheld_since > BEAT_SECONDS:
        await free_slot(client, key, slot.run_id)
        return None
    return unheld_since or _now()


def _beat(slot: Slot, ended: threading.Event) -> None:
    beats = 0
    while not ended.wait(BEAT_SECONDS):
        beats += 1
        if slot.lease_id is not None and not slot.is_lost:
            slot.prove()
        try:
            with get_client(sync_client=True) as client:
                client.update_flow_run_labels(slot.run_id, {BEAT_LABEL: beats})
        except Exception as error:  # whatever it is: a run whose beats end is taken for dead
            logger.warning("No beat for run %s: %r", slot.run_id, error)


def _now() -> float:
    # counts the time a machine sleeps, unlike time.monotonic()
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
