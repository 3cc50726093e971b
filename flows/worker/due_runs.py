"""Which runs a worker may begin now, whatever lane they are in and however many lanes there are.

Prefect's server names at most 200 runs in one answer, those of the queues with the lowest priority numbers first, and
no two queues of a pool have the same one: of more lanes that never get empty, the last would never be named. It also
writes down of each queue of the pool that it was asked about, a millisecond of its processor each time. So where a pool
has more queues than an answer has room for, the worker looks first where something has waited longest, and asks about
these queues.
"""

from collections.abc import Iterable
from datetime import datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterNextScheduledStartTime,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort

from flows.lanes.lane import in_states

MANY = 200
"""Queues of a pool up to which one answer has a run of each."""
_PAGE = 50
"""Runs that are looked at together for the queues they wait in; 50 take the server some 0.1 s."""
_PAGES = 4
"""Only some runs of each lane at work are waiting in Prefect: behind so many come others, unless queues are paused."""


class DueRuns:
    """Of one pool, or of some queues of it."""

    def __init__(self, pool: str, queues: Iterable[str] = ()) -> None:
        self._pool, self._queues = pool, list(queues)
        self._are_many = False

    async def count_queues(self, client: PrefectClient) -> None:
        """See whether there are many queues by now; for each poll."""
        if not self._queues:
            beyond = await client.read_work_queues(work_pool_name=self._pool, limit=1, offset=MANY)
            self._are_many = bool(beyond)

    async def read(self, client: PrefectClient, now: datetime) -> list[FlowRun]:
        """Runs that their queues hand out now, one of each; of many queues, those that have waited longest."""
        for page in range(_PAGES if self._are_many else 0):
            waiting = await self._waiting(client, now, page * _PAGE)
            queues = {run.work_queue_name for run in waiting if run.work_queue_name is not None}
            due = await self._ask(client, sorted(queues), now) if queues else []
            if due or len(waiting) < _PAGE:
                return due
        return await self._ask(client, self._queues, now)

    async def _ask(self, client: PrefectClient, queues: list[str], now: datetime) -> list[FlowRun]:
        answer = await client.get_scheduled_flow_runs_for_work_pool(self._pool, queues, now)
        return [entry.flow_run for entry in answer]

    async def _waiting(self, client: PrefectClient, now: datetime, offset: int) -> list[FlowRun]:
        due = FlowRunFilter(
            state=in_states([StateType.SCHEDULED]),
            next_scheduled_start_time=FlowRunFilterNextScheduledStartTime(before_=now),
        )
        return await client.read_flow_runs(
            flow_run_filter=due,
            work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[self._pool])),
            sort=FlowRunSort.NEXT_SCHEDULED_START_TIME_ASC,
            limit=_PAGE,
            offset=offset,
        )
