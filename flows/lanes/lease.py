"""The lane's one slot: nothing writes to a project's database without it, whoever started the flow.

Invariant: a process that cannot show that it has the slot does not commit. The slot is a lease on the lane's
limit. Its holder proves to be alive every `BEAT_SECONDS` from a thread of its own, so that no amount of work in
DuckDB or Polars can make it look dead; a holder that is silent for `SILENT_SECONDS` loses the slot to whoever waits
(see `flows.lanes.recovery`), and in any case after Prefect's shortest lease, 60 s, and one round of its repossessor.

`Slot.check` is for the moment before a commit: cheap while the last proof is younger than anyone's patience, else a
renewal, which the server refuses once the slot is lost. The file's `fence` closes the gap between check and commit.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.responses import ConcurrencyLimitWithLeaseResponse
from prefect.exceptions import Abort
from prefect.logging import get_logger
from prefect.types._concurrency import ConcurrencyLeaseHolder

from flows.lanes.lane import BEAT_LABEL, ensure_slot, slot_name
from flows.lanes.recovery import BEAT_SECONDS, SILENT_SECONDS, Watch, active_runs, free_slot, recover
from schemas.ids import ProjectKey

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


async def acquire(
    client: PrefectClient, key: ProjectKey, slot: Slot, watch: Watch, on_wait: Callable[[], None]
) -> None:
    """Wait until the lane's slot is `slot`'s; a dead holder loses it meanwhile."""
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
            on_wait()
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


def beat(slot: Slot, ended: threading.Event) -> None:
    """Until `ended`, show that the run is alive and keep its lease; for a thread of its own."""
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
