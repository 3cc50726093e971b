"""From Prefect to the queue: actions whose flow run ended without saying so, or runs on another machine.

An action notes its own begin and end. What it cannot note is that its process died for good, that its run was cancelled
or deleted in Prefect, and what happens on a machine with a home of its own: then the state of its run decides.
"""

import asyncio
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType

from flows.async_actions.record import record_of
from flows.lanes.outcome import stored_report
from flows.prefect_client.flow_runs import state_of
from schemas.action_type import ActionType
from schemas.errors import RetryableError
from schemas.reports.report import ImportStatus
from tasks.intake.queue.queue_control import run_anew
from tasks.intake.queue.queue_progress import at_work, end, silent
from tasks.intake.queue.queued_import import QueuedImport

_AT_ONCE = 200  # runs that Prefect's server gives in one answer
# those that wait are counted, which costs a tenth of being told of them
_BEGUN = FlowRunFilterState(type=FlowRunFilterStateType(not_any_=[StateType.SCHEDULED]))


async def reconcile(home: Path, client: PrefectClient) -> None:
    """Look at the runs of all actions that Prefect has and that have not ended, and note what became of them.

    Raises `httpx.HTTPError` when Prefect's server does not answer.
    """
    unfinished = await asyncio.to_thread(silent, home)
    for first in range(0, len(unfinished), _AT_ONCE):
        some = {UUID(str(queued.flow_run_id)): queued for queued in unfinished[first : first + _AT_ONCE]}
        ids = FlowRunFilterId(any_=list(some))
        begun = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id=ids, state=_BEGUN), limit=_AT_ONCE)
        for run in begun:
            await _note(home, some[run.id], run)
        if await client.count_flow_runs(flow_run_filter=FlowRunFilter(id=ids)) < len(some):
            there = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id=ids), limit=_AT_ONCE)
            for run_id in some.keys() - {run.id for run in there}:
                await _note(home, some[run_id], None)


async def _note(home: Path, queued: QueuedImport, run: FlowRun | None) -> None:
    if run is None:
        message = "Its flow run was deleted before it had ended; try it again."
        await asyncio.to_thread(end, home, queued.import_id, ImportStatus.FAILED, message, None)
        return
    state = state_of(run)
    if state.is_running() and queued.started_at is None and not queued.waits_for:
        await asyncio.to_thread(at_work, home, queued.import_id)
    if state.is_cancelled() and queued.kind.is_long and queued.started_at is not None:
        # what it has stored has to be left as one has to leave it
        await asyncio.to_thread(run_anew, home, queued.import_id, "cancel")
        return
    # one that crashed runs again, unless it was started by hand
    if not state.is_final() or (state.is_crashed() and run.deployment_id is not None):
        return
    report = None
    if queued.kind is ActionType.ORDERS_IMPORT:
        try:
            report = await asyncio.to_thread(stored_report, queued.key, queued.import_id)
        except RetryableError:
            return  # its database is in use; the next look sees to it
    record = record_of(run, report)
    message = record.result.message if record.result else state.name or ""
    await asyncio.to_thread(end, home, queued.import_id, record.status, message, report, record.detail)
