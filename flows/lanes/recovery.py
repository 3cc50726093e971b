"""Finds imports whose process is gone and puts them back at the head of their lane.

Who notices a dead run, and when:

* its worker, at once, when the process was a warm child (`flows.worker.worker`) or the stock worker's (state
`Crashed`); * any worker, when it starts and at each poll, by the run's file lock (same machine, at once) or by its
silence
  (other machines: a running import beats every 5 s; 20 s without a beat by the observer's own clock is death, 60 s
  for one that a stock worker has claimed and that has not begun);
* the lane's next run, and every `orders submit` and `orders queue`, by the same rules;
* Prefect's automations, which start `flows.recover_lanes` on any worker: no warm worker is needed.

Invariant: an interrupted run goes from its state straight to `Interrupted` (scheduled, at its own place in the lane),
so that no later import can slip in between; after `MAX_CRASHES` it fails, and the lane goes on.
"""

import asyncio
import time
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_logger
from prefect.states import Cancelled, Crashed, Failed, Scheduled, State

from flows.lanes import process_lock
from flows.lanes.lane import (
    ACTIVE,
    BEAT_LABEL,
    IMPORTS,
    INTERRUPTED,
    REQUEUED,
    ensure_slot,
    in_states,
    lane_of,
    lane_tag,
    order_key,
)
from flows.lanes.outcome import end_history, has_stored_orders
from flows.lanes.stale_stages import end_dead_stages, end_stages
from schemas.errors import RetryableError
from schemas.ids import ProjectKey, import_id_of

MAX_CRASHES = 3
BEAT_SECONDS = 5.0
SILENT_SECONDS = 20.0
STARTING_SECONDS = 60.0  # a stock worker's new interpreter beats only once Prefect and Polars are imported

logger = get_logger("lanes")


class Watch:
    """Remembers when each run last gave a sign of life, by this process's clock alone."""

    def __init__(self) -> None:
        self._seen: dict[UUID, tuple[object, float]] = {}

    def is_dead(self, run: FlowRun) -> bool:
        """Whether nobody works on this `Pending`, `Running`, `Cancelling` or `Crashed` run any more."""
        if run.state is None or run.state.is_crashed():
            return run.state is not None and run.deployment_id is not None
        here = process_lock.is_abandoned(run.id)
        if here is not None:
            return here
        sign = (run.state.id, run.labels.get(BEAT_LABEL))
        before, since = self._seen.get(run.id, (None, 0.0))
        if before != sign:
            since = time.monotonic()
            self._seen[run.id] = (sign, since)
        return time.monotonic() - since > patience_with(run)


def patience_with(run: FlowRun) -> float:
    """How many seconds without a sign of life are its death, where no lock tells."""
    return STARTING_SECONDS if run.state.is_pending() else SILENT_SECONDS


async def sweep(client: PrefectClient, watch: Watch) -> list[FlowRun]:
    """Recover every dead import of this server; returns the runs that are alive."""
    runs = await client.read_flow_runs(
        flow_filter=IMPORTS,
        flow_run_filter=FlowRunFilter(state=in_states([*ACTIVE, StateType.CRASHED])),
    )
    dead = [run for run in runs if watch.is_dead(run)]
    for run in dead:
        await recover(client, run.id, "its process is gone")
    await end_dead_stages(client)
    return [run for run in runs if run not in dead and not run.state.is_crashed()]


async def recover(client: PrefectClient, run_id: UUID, reason: str, *, is_crash: bool = True) -> None:
    """Give a dead run its next state and free its lane's slot. A run that is alive here, or ended, is left alone.

    Without `is_crash` the process lives but gave the run up, such as one that lost its slot: that is not counted.
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
            await free_slot(client, key, run.id)
        await end_stages(client, run_id, reason)
        await client.set_flow_run_state(run_id, state, force=True)
        if state.is_final() and key is not None:
            await asyncio.to_thread(end_history, key, import_id_of(run_id), state.message)
        logger.warning("Import run %s: %s; now %s.", run_id, reason, state.name)


async def _next_state(client: PrefectClient, run: FlowRun, reason: str, is_crash: bool) -> State | None:
    if run.state is None or not (run.state.type in ACTIVE or run.state.is_crashed()):
        return None
    if run.state.is_cancelling():
        return await _when_cancelled(run, reason)
    if run.deployment_id is None:
        return None if run.state.is_crashed() else Crashed(message=f"Interrupted: {reason}. Run the same import again.")
    if not is_crash:
        return Scheduled(scheduled_time=order_key(run), name=REQUEUED, message=f"{reason}; runs again from its start")
    states = await client.read_flow_run_states(run.id)
    crashes = 1 + sum(state.name == INTERRUPTED for state in states)
    if crashes >= MAX_CRASHES:
        return Failed(message=f"Its process died {crashes} times ({reason}); given up, so that its lane goes on.")
    message = f"{reason}; runs again from its start ({crashes} of {MAX_CRASHES} times)"
    return Scheduled(scheduled_time=order_key(run), name=INTERRUPTED, message=message)


async def _when_cancelled(run: FlowRun, reason: str) -> State | None:
    """Nothing is left half-written: who has stored its orders already goes on with their customers' segments."""
    key = None if run.deployment_id is None else lane_of(run)
    if key is None:
        return Cancelled(message=f"Cancelled: {reason}.")
    try:
        is_stored = await asyncio.to_thread(has_stored_orders, key, import_id_of(run.id))
    except RetryableError:
        return None  # the next look at dead runs sees to it
    if not is_stored:
        return Cancelled(message="Cancelled before any of its orders were stored.")
    message = "Its orders were stored before it could be cancelled; it goes on to its end."
    return Scheduled(scheduled_time=order_key(run), name=REQUEUED, message=message)


async def free_slot(client: PrefectClient, key: ProjectKey, dead: UUID | None = None) -> bool:
    """Free the lane's slot unless a run other than `dead` may hold it; true if it was freed.

    The limit is made anew: leases of the old one can neither be renewed nor, when they expire, free the new one.
    """
    limit_id = await ensure_slot(client, key)
    response = await client.request("GET", "/v2/concurrency_limits/{id}", path_params={"id": limit_id})
    others = [run for run in await active_runs(client, key) if run.id != dead]
    if others or not response.json()["active_slots"]:
        return False
    try:
        await client.request("DELETE", "/concurrency_limits/{id}", path_params={"id": limit_id})
    finally:
        await ensure_slot(client, key)
    return True


async def active_runs(client: PrefectClient, key: ProjectKey) -> list[FlowRun]:
    """The lane's runs that may be at work."""
    lane = FlowRunFilter(tags=FlowRunFilterTags(all_=[lane_tag(key)]), state=in_states(ACTIVE))
    return await client.read_flow_runs(flow_run_filter=lane)
