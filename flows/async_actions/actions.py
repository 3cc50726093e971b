"""Async actions (contract §1) read from Prefect: the flow run is the record, there is no second table that can drift.

An action's id and its run's id are the same 32 digits. What an import did is in its project's database; everything
else about it, its state, its place in the lane, its times, is what Prefect says at the moment of asking.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    ArtifactFilterType,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Abort
from prefect.states import Cancelling
from prefect.utilities.engine import propose_state

from flows.async_actions.record import record_of
from flows.lanes.lane import IMPORTS, in_states, lane_of, lane_tag
from flows.lanes.ordering import count_earlier
from flows.lanes.outcome import stored_report
from flows.prefect_client.flow_runs import state_of
from flows.settings import Settings
from schemas.async_action import ImportAction
from schemas.clock import utc_now
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey, import_id_of, parse_import_id, run_id_of
from schemas.report import ImportReport, ImportStatus
from tasks.intake.inbox import discard

_ALMOST = 99  # percent of what is not done
ReportOf = Callable[[ProjectKey, str], Awaitable[ImportReport | None]]


async def _report_here(key: ProjectKey, import_id: str) -> ImportReport | None:
    return await asyncio.to_thread(stored_report, key, import_id)


async def read_action(
    client: PrefectClient, action_id: str, owner: ProjectKey | None = None, report_of: ReportOf = _report_here
) -> ImportAction:
    """The record of one import as contract §1 has it, with `position` and `expected_start_at` while it waits.

    `position` 1 is the next to run; `report_of` finds the report of an import that has ended. Raises `NotFoundError`
    for an id that Prefect does not know, or that is not of the `owner` who asks; `RetryableError` if the database with
    the result stays in use.
    """
    run = await _read_run(client, action_id, owner)
    key = lane_of(run)
    report = None
    if key is not None and state_of(run).is_final() and run.run_count:  # one that never ran has none
        report = await report_of(key, import_id_of(run.id))
    record = await _with_progress(client, run, record_of(run, report))
    return await _with_place(client, run, record) if record.status is ImportStatus.ENQUEUED else record


async def list_actions(
    client: PrefectClient, owner: ProjectKey, limit: int, before: datetime | None = None
) -> tuple[list[ImportAction], bool]:
    """The project's imports (created before an aware time), newest first, without reports; and if there are more."""
    # Prefect's filter has the time itself in it as well; without it, the last of one page leads to the next
    last = None if before is None else before - timedelta(microseconds=1)
    in_time = None if last is None else FlowRunFilterExpectedStartTime(before_=last)
    runs = await client.read_flow_runs(
        flow_filter=IMPORTS,
        flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[lane_tag(owner)]), expected_start_time=in_time),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=limit + 1,
    )
    return [await _with_progress(client, run, record_of(run, None)) for run in runs[:limit]], len(runs) > limit


async def cancel_action(
    client: PrefectClient, action_id: str, owner: ProjectKey | None = None, report_of: ReportOf = _report_here
) -> ImportAction:
    """Stop one import: one that waits never runs, one that runs is stopped and writes nothing more.

    Raises `NotFoundError` as `read_action` does, `UsageError` if it has ended already.
    """
    run = await _read_run(client, action_id, owner)
    if state_of(run).is_final():
        message = f"{action_id} has ended already: {state_of(run).name}."
        raise UsageError(message, "What it imported stays; import corrections instead.")
    try:
        state = await propose_state(client, Cancelling(), flow_run_id=run.id)
    except Abort as error:
        message = f"{action_id} could not be cancelled: {error}"
        raise UsageError(message, operator_hint="See `orders status`.") from error
    if state.is_cancelled():
        _drop_body(run)
    return await read_action(client, action_id, owner, report_of)


def _drop_body(run: FlowRun) -> None:
    """Remove what an import that never began would have read; its `Idempotency-Key` still stands for its run."""
    key = lane_of(run)
    if key is not None and not run.run_count:
        discard(Settings().home, key, str(run.parameters.get("source")))


async def _read_run(client: PrefectClient, action_id: str, owner: ProjectKey | None) -> FlowRun:
    its_id = FlowRunFilter(id=FlowRunFilterId(any_=[run_id_of(parse_import_id(action_id))]))
    for run in await client.read_flow_runs(flow_filter=IMPORTS, flow_run_filter=its_id, limit=1):
        if owner is None or lane_of(run) == owner:
            return run
    message, detail = f"There is no import {action_id}.", f"There is no import {action_id} on this Prefect server."
    raise NotFoundError(
        message, detail=detail, operator_hint="Is PREFECT_API_URL right? `orders imports` lists what a project has."
    )


async def _with_place(client: PrefectClient, run: FlowRun, record: ImportAction) -> ImportAction:
    key = lane_of(run)
    if key is None:
        return record
    earlier_count = await count_earlier(client, run, key)
    start = utc_now() + earlier_count * await _usual_duration(client, run)
    asked_for = run.next_scheduled_start_time or start
    return record.model_copy(update={"position": earlier_count + 1, "expected_start_at": max(start, asked_for)})


async def _usual_duration(client: PrefectClient, run: FlowRun) -> timedelta:
    """How long the lane's last ten imports took on average."""
    last = await client.read_flow_runs(
        flow_filter=IMPORTS,
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=run.tags),
            state=in_states([StateType.COMPLETED]),
        ),
        sort=FlowRunSort.END_TIME_DESC,
        limit=10,
    )
    return sum((done.total_run_time for done in last), timedelta()) / max(len(last), 1)


async def _with_progress(client: PrefectClient, run: FlowRun, record: ImportAction) -> ImportAction:
    if record.status is not ImportStatus.IN_PROGRESS:
        return record
    bars = await client.read_artifacts(
        artifact_filter=ArtifactFilter(
            flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]), type=ArtifactFilterType(any_=["progress"])
        )
    )
    return record.model_copy(
        update={"progress": min(max((round(float(str(bar.data))) for bar in bars), default=0), _ALMOST)}
    )
