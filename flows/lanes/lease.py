"""The lease of a lane: nothing writes to a project's database without it, whoever started the flow.

Invariant: a process that cannot show that it has the lease does not commit. It is lent by the lane's limit
(`flows.lanes.limit`). Its holder renews it with each heartbeat, from a thread of its own, so that no amount of work in
DuckDB or Polars can make it look dead; a holder that is silent for `timing.SILENT_SECONDS` loses it to whoever waits
(see `flows.lanes.recovery`), and in any case after Prefect's shortest lease and one round of its repossessor.

`LaneLease.check` is for the moment before a commit: cheap while the last renewal is younger than anyone's patience,
else a renewal, which the server refuses once the lease is lost. The file's fencing token closes the gap between check
and commit.
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
from prefect.client.schemas.objects import ConcurrencyLeaseHolder
from prefect.client.schemas.responses import ConcurrencyLimitWithLeaseResponse
from prefect.exceptions import Abort
from prefect.logging import get_logger

from flows.lanes import timing
from flows.lanes.lane import HEARTBEAT_LABEL
from flows.lanes.limit import active_runs, ensure_limit, free_limit, limit_name
from flows.lanes.liveness import Watch
from flows.lanes.recovery import recover
from schemas.ids import ProjectKey

logger = get_logger("lanes")


class LeaseLostError(Abort):
    """Another run may have the lane by now: this process must not commit, nor touch its run's state."""


@dataclass
class LaneLease:
    """One run's hold on its lane."""

    run_id: UUID
    lease_id: UUID | None = None
    is_lost: bool = False
    _renewed_at: float = field(default=0.0)

    def granted(self, lease_id: UUID) -> None:
        """The lane is ours from now on."""
        self.lease_id = lease_id
        self._renewed_at = _now()

    def check(self) -> None:
        """Return if the lane is ours; raise `LeaseLostError` if not, or not yet. Safe to call from any thread."""
        if not self.is_lost and _now() - self._renewed_at > timing.PROOF_SECONDS:
            self.renew()
        if self.is_lost or self.lease_id is None:
            self.refuse()

    def refuse(self) -> NoReturn:
        """The lane is not ours any more."""
        self.is_lost = True
        message = f"Run {self.run_id} has lost the lease of its lane; it commits nothing."
        raise LeaseLostError(message)

    def renew(self) -> None:
        """Renew the lease at the server, if there is one yet."""
        if self.lease_id is None:
            return
        at = _now()
        try:
            with get_client(sync_client=True) as client:
                client.renew_concurrency_lease(self.lease_id, timing.LEASE_SECONDS)
            self._renewed_at = at
        except httpx.HTTPStatusError as error:
            self.is_lost = error.response.status_code == httpx.codes.GONE
        except Exception as error:  # a client that cannot connect raises more than HTTP's errors
            logger.warning("The server does not answer (%r); the lane is held as long as its lease.", error)
        if _now() - self._renewed_at > timing.LEASE_SECONDS:
            self.is_lost = True


async def acquire(
    client: PrefectClient, key: ProjectKey, lease: LaneLease, watch: Watch, on_wait: Callable[[], None]
) -> None:
    """Wait until the lane is `lease`'s; a dead holder loses it meanwhile."""
    holder = ConcurrencyLeaseHolder(type="flow_run", id=lease.run_id)
    unheld_since: float | None = None
    while True:
        try:
            response = await client.increment_concurrency_slots_with_lease(
                [limit_name(key)], 1, "concurrency", timing.LEASE_SECONDS, holder
            )
            granted = ConcurrencyLimitWithLeaseResponse.model_validate(response.json())
            if granted.limits:
                return lease.granted(granted.lease_id)
            await ensure_limit(client, key)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.LOCKED:
                raise
            on_wait()
            unheld_since = await _look_at_holder(client, key, lease, watch, unheld_since)
            await asyncio.sleep(timing.LEASE_POLL_SECONDS)


async def _look_at_holder(
    client: PrefectClient, key: ProjectKey, lease: LaneLease, watch: Watch, unheld_since: float | None
) -> float | None:
    """End the lease there is if its holder is dead, or if it is nobody's; since when it has looked like nobody's."""
    others = [run for run in await active_runs(client, key) if run.id != lease.run_id]
    for run in others:
        if watch.is_dead(run):
            await recover(client, run.id, "its process is gone")
    if others:
        return None
    if unheld_since is not None and _now() - unheld_since > timing.HEARTBEAT_SECONDS:
        await free_limit(client, key, lease.run_id)
        return None
    return unheld_since or _now()


def send_heartbeats(lease: LaneLease, ended: threading.Event) -> None:
    """Until `ended`, show that the run is alive and keep its lease; for a thread of its own."""
    count = 0
    while not ended.wait(timing.HEARTBEAT_SECONDS):
        count += 1
        if not lease.is_lost:
            lease.renew()
        try:
            with get_client(sync_client=True) as client:
                client.update_flow_run_labels(lease.run_id, {HEARTBEAT_LABEL: count})
        except Exception as error:  # whatever it is: a run whose heartbeats end is taken for dead
            logger.warning("No heartbeat of run %s: %r", lease.run_id, error)


def _now() -> float:
    # counts the time a machine sleeps, unlike time.monotonic()
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
