"""Whether somebody still works on a run: by the lock of its process on this machine, else by its heartbeats."""

import time
from uuid import UUID

from prefect.client.schemas.objects import FlowRun

from flows.lanes import process_lock, timing
from flows.lanes.lane import HEARTBEAT_LABEL
from flows.prefect_client.flow_runs import state_of


class Watch:
    """Remembers when each run last gave a sign of life, by this process's clock alone."""

    def __init__(self) -> None:
        self._seen: dict[UUID, tuple[object, float]] = {}

    def is_dead(self, run: FlowRun) -> bool:
        """Whether nobody works on this `Pending`, `Running`, `Cancelling` or `Crashed` run any more."""
        state = state_of(run)
        if state.is_crashed():
            return run.deployment_id is not None
        here = process_lock.is_abandoned(run.id)
        if here is not None:
            return here
        sign = (state.id, run.labels.get(HEARTBEAT_LABEL))
        before, since = self._seen.get(run.id, (None, 0.0))
        if before != sign:
            since = time.monotonic()
            self._seen[run.id] = (sign, since)
        return time.monotonic() - since > patience_with(run)


def patience_with(run: FlowRun) -> float:
    """How many seconds without a sign of life are its death, where no lock tells."""
    return timing.STARTING_SECONDS if state_of(run).is_pending() else timing.SILENT_SECONDS
