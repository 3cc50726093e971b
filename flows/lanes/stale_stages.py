"""Stages that no process works on any more: the history must not show them as running.

The server records stages a second late (`flows.local.server_settings`), and one that was killed forgets some. So what
it knows is ended at once when a run is found dead, and the rest when its run has been over for
`timing.STAGES_SETTLED_SECONDS`.
"""

from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterId,
    TaskRunFilter,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from flows.lanes import timing
from flows.lanes.kinds import ACTIONS
from flows.lanes.lane import in_states
from schemas.clock import utc_now

_OVER = [StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED]
_UNFINISHED = TaskRunFilter(
    state=TaskRunFilterState(type=TaskRunFilterStateType(any_=[StateType.PENDING, StateType.RUNNING]))
)


async def end_stages(client: PrefectClient, run_id: UUID, reason: str) -> None:
    """End those of a run whose process is dead."""
    await _end(client, FlowRunFilter(id=FlowRunFilterId(any_=[run_id])), reason)


async def end_dead_stages(client: PrefectClient) -> None:
    """End those of all imports that are over."""
    until = utc_now() - timedelta(seconds=timing.STAGES_SETTLED_SECONDS)
    over = FlowRunFilter(state=in_states(_OVER), end_time=FlowRunFilterEndTime(before_=until))
    await _end(client, over, "The import is over.")


async def _end(client: PrefectClient, runs: FlowRunFilter, reason: str) -> None:
    tasks = await client.read_task_runs(flow_filter=ACTIONS, flow_run_filter=runs, task_run_filter=_UNFINISHED)
    for task in tasks:
        await client.set_task_run_state(task.id, Crashed(message=reason), force=True)
