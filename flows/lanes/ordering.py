"""A run's position in its lane, asked by each run itself when it starts, on whatever worker.

Prefect hands runs out by scheduled time, which clocks write; the lane's order is `order_key`. So a run that finds an
earlier one still waiting puts itself back in line behind it, and one that finds an earlier one at work waits for it
to end. The earliest unfinished run of a lane never does either: lanes cannot block themselves.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Abort
from prefect.states import Scheduled

from flows.lanes import timing
from flows.lanes.lane import ACTIVE, BUSY, PLACE_LABEL, REQUEUED, in_states, lane_tag, order_key
from flows.lanes.liveness import Watch
from flows.lanes.recovery import recover
from flows.prefect_client.flow_runs import next_start_of, state_of
from schemas.clock import utc_now
from schemas.ids import ProjectKey

_NEAR = 200  # the most that the server gives at once
_UNFINISHED = [StateType.SCHEDULED, *ACTIVE, StateType.CRASHED]


class RequeuedError(Abort):
    """This run is back in line behind an earlier one; its process must leave its state alone."""


async def await_first_position(
    client: PrefectClient, run: FlowRun, key: ProjectKey, watch: Watch, on_wait: Callable[[], None]
) -> None:
    """Return when no earlier import of the lane is unfinished.

    Raises `RequeuedError` when an earlier one waits for a worker and this run can be handed out again. A run without
    a deployment cannot: it waits here.
    """
    while earlier := await earlier_runs(client, run, key):
        on_wait()
        for other in earlier:
            if not state_of(other).is_scheduled() and watch.is_dead(other):
                await recover(client, other.id, "its process is gone")
        waiting = [other for other in earlier if state_of(other).is_scheduled()]
        if waiting and run.deployment_id is not None:
            await _requeue(client, run, waiting)
        await asyncio.sleep(timing.POSITION_POLL_SECONDS)


async def earlier_runs(client: PrefectClient, run: FlowRun, key: ProjectKey, limit: int = 50) -> list[FlowRun]:
    """The lane's unfinished runs that come before `run`, the first in line first; of many, some.

    Not asked for by time: a clock that went back has given later runs earlier times.
    """
    runs = await client.read_flow_runs(
        flow_run_filter=_lane(key, _UNFINISHED), sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=limit
    )
    return sorted(_before(runs, run), key=order_key)


async def count_earlier(client: PrefectClient, run: FlowRun, key: ProjectKey) -> int:
    """How many unfinished runs of the lane come before `run`; at most two requests, however many there are.

    Those near it are looked at one by one. Those far ahead of it are counted by the server, which can neither mistake
    their order nor tell which of the crashed ones run again: these are left out.
    """
    near = await client.read_flow_runs(
        flow_run_filter=_lane(key, _UNFINISHED, order_key(run)),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=_NEAR,
    )
    count = len(_before(near, run))
    if len(near) == _NEAR and near[-1].expected_start_time is not None:
        beyond = near[-1].expected_start_time - timedelta(microseconds=1)
        count += await client.count_flow_runs(flow_run_filter=_lane(key, [StateType.SCHEDULED, *ACTIVE], beyond))
    return count


def _lane(key: ProjectKey, states: list[StateType], until: datetime | None = None) -> FlowRunFilter:
    return FlowRunFilter(
        tags=FlowRunFilterTags(all_=[lane_tag(key)]),
        state=in_states(states),
        expected_start_time=None if until is None else FlowRunFilterExpectedStartTime(before_=until),
    )


def _before(runs: list[FlowRun], run: FlowRun) -> list[FlowRun]:
    place = (order_key(run), str(run.id))
    return [other for other in runs if (order_key(other), str(other.id)) < place and _is_unfinished(other)]


def _is_unfinished(run: FlowRun) -> bool:
    state = state_of(run)
    if state.is_crashed():
        return run.deployment_id is not None
    if not state.is_scheduled() or state.name == BUSY or PLACE_LABEL in run.labels:
        return True  # it has its place, whether it is due by this machine's clock or not
    return next_start_of(run) <= utc_now()


async def _requeue(client: PrefectClient, run: FlowRun, waiting: list[FlowRun]) -> None:
    behind = max(map(next_start_of, waiting)) + timedelta(microseconds=1)
    # one that was given its place keeps it, however late it is due
    place = behind if PLACE_LABEL in run.labels else max(order_key(run), behind)
    message = "An earlier import of this lane comes first."
    state: State[Any] = Scheduled(scheduled_time=place, name=REQUEUED, message=message)
    await client.set_flow_run_state(run.id, state, force=True)
    message = f"Run {run.id} is back in line behind {waiting[0].id}."
    raise RequeuedError(message)
