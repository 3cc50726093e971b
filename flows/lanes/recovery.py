"""Finds imports whose process is gone and puts them back at the head of their lane.

Who notices a dead run, and when:

* its worker, at once, when the process was a warm child (`flows.worker.worker`) or the stock worker's (`Crashed`);
* any worker, when it starts and at each poll, by the run's file lock (same machine, at once) or by its silence (other
  machines; see `flows.lanes.liveness`, and `flows.lanes.timing` for how long that takes);
* the lane's next run, and every `orders queue`, by the same rules;
* Prefect's automations, which start `flows.recover_lanes` on any worker: no warm worker is needed.

Invariant: an interrupted run goes from its state straight to `Interrupted` (scheduled, at its own place in the lane),
so that no later import can slip in between; after `MAX_CRASHES` it fails, and the lane goes on.
"""

import asyncio
from itertools import pairwise
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_logger
from prefect.states import Cancelled, Crashed, Failed, Scheduled

from flows.lanes import process_lock
from flows.lanes.kinds import ACTIONS, kind_of_run
from flows.lanes.lane import (
    ACTIVE,
    FORGIVEN_LABEL,
    GIVEN_UP,
    INTERRUPTED,
    REQUEUED,
    due_again,
    import_of,
    in_states,
    lane_of,
)
from flows.lanes.limit import free_limit
from flows.lanes.liveness import Watch
from flows.lanes.outcome import end_history, has_stored_orders
from flows.lanes.stale_stages import end_dead_stages, end_stages
from flows.prefect_client.flow_runs import state_of
from schemas.errors import RetryableError

MAX_CRASHES = 3
MAX_GIVEN_UP = 20

logger = get_logger("lanes")


async def sweep(client: PrefectClient, watch: Watch) -> list[FlowRun]:
    """Recover every dead import of this server; returns the runs that are alive."""
    runs = await client.read_flow_runs(
        flow_filter=ACTIONS,
        flow_run_filter=FlowRunFilter(state=in_states([*ACTIVE, StateType.CRASHED])),
    )
    dead = [run for run in runs if watch.is_dead(run)]
    for run in dead:
        await recover(client, run.id, "its process is gone")
    await end_dead_stages(client)
    return [run for run in runs if run not in dead and not state_of(run).is_crashed()]


async def recover(client: PrefectClient, run_id: UUID, reason: str, *, is_crash: bool = True) -> None:
    """Give a dead run its next state and end its lease on the lane. A run that is alive here, or ended, is left alone.

    Without `is_crash` the process lives but gave the run up, such as one that lost its lease: that may be more often.
    """
    with process_lock.when_abandoned(run_id) as abandoned:
        if abandoned is False:
            return
        try:
            run = await client.read_flow_run(run_id)
        except ObjectNotFound:
            return
        state = await _next_state(client, run, reason, is_crash)
        if state is None:
            return
        key = lane_of(run)
        if key is not None:
            await free_limit(client, key, run.id)
        await end_stages(client, run_id, reason)
        await client.set_flow_run_state(run_id, state, force=True)
        if state.is_final() and key is not None:
            await asyncio.to_thread(end_history, key, import_of(run), state.message or reason)
        logger.warning("Import run %s: %s; now %s.", run_id, reason, state.name)


async def _next_state(client: PrefectClient, run: FlowRun, reason: str, is_crash: bool) -> State[Any] | None:
    now = state_of(run)
    if not (now.type in ACTIVE or now.is_crashed()):
        return None
    if now.is_cancelling():
        return await _when_cancelled(run, reason)
    if run.deployment_id is None:
        return None if now.is_crashed() else Crashed(message=f"Interrupted: {reason}. Run the same import again.")
    name, limit, what = (INTERRUPTED, MAX_CRASHES, "died") if is_crash else (GIVEN_UP, MAX_GIVEN_UP, "gave it up")
    count = 1 + await count_states(client, run, name) - (_forgiven(run) if is_crash else 0)
    if count >= limit:
        return Failed(message=f"Its process {what} {count} times ({reason}); given up, so that its lane goes on.")
    message = f"{reason}; runs again from its start ({count} of {limit} times)"
    return Scheduled(scheduled_time=due_again(run), name=name, message=message)


async def forgive_crashes(client: PrefectClient, run: FlowRun) -> None:
    """A long run has stored a portion: only what happens from now on is held against it."""
    if count := await count_states(client, run, INTERRUPTED):
        await client.update_flow_run_labels(run.id, {FORGIVEN_LABEL: count})


def _forgiven(run: FlowRun) -> int:
    """How many of its deaths are not held against it."""
    return int(str(run.labels.get(FORGIVEN_LABEL, 0)))


async def count_states(client: PrefectClient, run: FlowRun, name: str) -> int:
    """How often a run of Prefect's server came into the state `name`."""
    states = await client.read_flow_run_states(run.id)
    return times([state.name for state in sorted(states, key=lambda state: state.timestamp)], name)


def times(names: list[str | None], name: str) -> int:
    """How often a run came into the state `name`; workers of two machines that notice one death may both say so."""
    return sum(now == name != before for before, now in pairwise([None, *names]))


async def _when_cancelled(run: FlowRun, reason: str) -> State[Any] | None:
    """Nothing is left half-written: who has stored its orders already goes on with their customers' segments."""
    key = None if run.deployment_id is None else lane_of(run)
    if key is None:
        return Cancelled(message=f"Cancelled: {reason}.")
    if kind_of_run(run).type.is_long:
        return Cancelled(message="Cancelled in a portion; another run brings the customers of the others up to date.")
    try:
        is_stored = await asyncio.to_thread(has_stored_orders, key, import_of(run))
    except RetryableError:
        return None  # the next look at dead runs sees to it
    if not is_stored:
        return Cancelled(message="Cancelled before any of its orders were stored.")
    message = "Its orders were stored before it could be cancelled; it goes on to its end."
    return Scheduled(scheduled_time=due_again(run), name=REQUEUED, message=message)
