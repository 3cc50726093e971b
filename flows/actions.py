"""Async actions (contract §1) read from Prefect: the flow run is the record, there is no second table that can drift.

An action's id and its run's id are the same 32 digits. What an import did is in its project's database; everything
else about it, its state, its place in the lane, its times, is what Prefect says at the moment of asking.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    ArtifactFilterType,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import Abort
from prefect.states import Cancelling
from prefect.utilities.engine import propose_state

from flows.lanes import FLOW_NAME, lane_of, lane_tag
from flows.settings import Settings
from flows.stored import stored_report
from flows.turn import count_earlier
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of, parse_import_id, run_id_of
from schemas.report import OPERATION_STATUS, ImportReport, ImportStatus
from tasks.inbox import discard

ReportOf = Callable[[ProjectKey, str], Awaitable[ImportReport | None]]
# a lane has other runs too, such as of rebuild-segments: they take their turn in it, and are no imports
_IMPORTS = FlowFilter(name=FlowFilterName(any_=[FLOW_NAME]))
_STATUS = {
    StateType.SCHEDULED: ImportStatus.ENQUEUED,
    StateType.PENDING: ImportStatus.ENQUEUED,
    StateType.RUNNING: ImportStatus.IN_PROGRESS,
    StateType.CANCELLING: ImportStatus.IN_PROGRESS,
    StateType.COMPLETED: ImportStatus.DONE,
    StateType.FAILED: ImportStatus.FAILED,
    StateType.CANCELLED: ImportStatus.FAILED,
}


class UnknownAction(UsageError):
    """There is no such import, or it is not of the project that asks."""


async def _report_here(key: ProjectKey, import_id: str) -> ImportReport | None:
    return await asyncio.to_thread(stored_report, key, import_id)


async def read_action(
    client: PrefectClient, action_id: str, owner: ProjectKey | None = None, report_of: ReportOf = _report_here
) -> dict[str, Any]:
    """The record of one import as contract §1 has it, with `position` and `expected_start_at` while it waits.

    `position` 1 is the next to run; `report_of` finds the report of an import that has ended. Raises `UnknownAction`
    for an id that Prefect does not know, or that is not of the `owner` who asks; `TryAgain` if the database with the
    result stays in use.
    """
    run = await _read_run(client, action_id, owner)
    key = lane_of(run)
    report = await report_of(key, import_id_of(run.id)) if key is not None and run.state.is_final() else None
    record = _record(run, report)
    if record["status"] == ImportStatus.ENQUEUED:
        record |= await _place(client, run)
    if record["status"] == ImportStatus.IN_PROGRESS:
        record["progress"] = await _progress(client, run)
    return record


async def list_actions(
    client: PrefectClient, owner: ProjectKey, limit: int, before: datetime | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """The project's imports (created before an aware time), newest first, without results; and if there are more."""
    # Prefect's filter has the time itself in it as well; without it, the last of one page leads to the next
    last = None if before is None else before - timedelta(microseconds=1)
    in_time = None if last is None else FlowRunFilterExpectedStartTime(before_=last)
    runs = await client.read_flow_runs(
        flow_filter=_IMPORTS,
        flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[lane_tag(owner)]), expected_start_time=in_time),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=limit + 1,
    )
    records = [_record(run, None) for run in runs[:limit]]
    return [{name: value for name, value in record.items() if name != "result"} for record in records], len(
        runs
    ) > limit


async def cancel_action(
    client: PrefectClient, action_id: str, owner: ProjectKey | None = None, report_of: ReportOf = _report_here
) -> dict[str, Any]:
    """Stop one import: one that waits never runs, one that runs is stopped and writes nothing more.

    Raises `UnknownAction` as `read_action` does, `UsageError` if it has ended already.
    """
    run = await _read_run(client, action_id, owner)
    if run.state.is_final():
        message = f"{action_id} has ended already: {run.state.name}."
        raise UsageError(message, "What it imported stays; import corrections instead.")
    try:
        state = await propose_state(client, Cancelling(), flow_run_id=run.id)
    except Abort as error:
        message = f"{action_id} could not be cancelled: {error}"
        raise UsageError(message, "See `orders status`.") from error
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
    for run in await client.read_flow_runs(flow_filter=_IMPORTS, flow_run_filter=its_id, limit=1):
        if owner is None or lane_of(run) == owner:
            return run
    message = f"There is no import {action_id} on this Prefect server."
    raise UnknownAction(message, "Is PREFECT_API_URL right? `orders imports` lists what a project has.")


def _record(run: FlowRun, report: ImportReport | None) -> dict[str, Any]:
    state = run.state
    ends_here = ImportStatus.ENQUEUED if run.deployment_id else ImportStatus.FAILED  # a dead queued import runs again
    status = _STATUS.get(state.type, ends_here)
    ended = {} if report is None or status != report.status else report.async_action()
    if report is not None and not ended and report.row_count:
        ended = {"result": _stored_anyway(report, state.message)}
    import_id = import_id_of(run.id)
    return {
        "result": _result(status, state),
        **ended,
        "id": action_id_of(import_id),
        "type": "ORDERS.IMPORT",
        "status": status.value,
        "operation_status": OPERATION_STATUS[status],
        "progress": 100 if status in (ImportStatus.DONE, ImportStatus.FAILED) else 0,
        "processing_time": round(run.estimated_run_time.total_seconds() * 1000),
        # when it took its place in the lane: what lists are sorted and asked for by
        "created_at": _zulu(run.expected_start_time or run.created, "microseconds"),
        "updated_at": _zulu(run.end_time or state.timestamp),
        "request_id": import_id,
        "object": "async_action",
        "import_id": import_id,
    }


def _result(status: ImportStatus, state: State[Any]) -> dict[str, Any] | None:
    """What can be said of an import without its report."""
    match status:
        case ImportStatus.DONE:
            return {"message": "Imported; how many is recorded in its database, which is not on this machine."}
        case ImportStatus.FAILED:
            message = state.message or ("Cancelled before it began." if state.is_cancelled() else "Failed.")
            return {"message": message, "done_count": 0, "failed_count": 0, "failed": []}
        case _:
            return None


def _stored_anyway(report: ImportReport, why: str | None) -> dict[str, Any]:
    """The result of an import that was stopped when its orders were stored already."""
    due = f"Its segments are due: run it again with --import-id {report.import_id}. "
    message = f"{report.message} {'' if report.status is ImportStatus.DONE else due}{why or ''}"
    return {**report.async_action()["result"], "message": message.rstrip()}


async def _place(client: PrefectClient, run: FlowRun) -> dict[str, Any]:
    key = lane_of(run)
    if key is None:
        return {}
    earlier_count = await count_earlier(client, run, key)
    start = datetime.now(UTC) + earlier_count * await _usual_duration(client, run)
    asked_for = run.next_scheduled_start_time or start
    return {"position": earlier_count + 1, "expected_start_at": _zulu(max(start, asked_for))}


async def _usual_duration(client: PrefectClient, run: FlowRun) -> timedelta:
    """How long the lane's last ten imports took on average."""
    last = await client.read_flow_runs(
        flow_filter=_IMPORTS,
        flow_run_filter=FlowRunFilter(
            tags=FlowRunFilterTags(all_=run.tags),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED])),
        ),
        sort=FlowRunSort.END_TIME_DESC,
        limit=10,
    )
    return sum((done.total_run_time for done in last), timedelta()) / max(len(last), 1)


async def _progress(client: PrefectClient, run: FlowRun) -> int:
    bars = await client.read_artifacts(
        artifact_filter=ArtifactFilter(
            flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]), type=ArtifactFilterType(any_=["progress"])
        )
    )
    return max((round(float(bar.data)) for bar in bars), default=0)


def _zulu(at: datetime, precision: str = "milliseconds") -> str:
    return at.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
