"""The async action of one flow run (contract §1), from the run and what its project's database reports of an import.

Invariant: the run's state decides; a report that does not agree with it (the run is about to run again, or was stopped)
only adds what is stored already. What Prefect says of a failure may name files and processes: it is for the operator.
"""

from typing import Any

from prefect.client.schemas.objects import FlowRun, State, StateType

from flows.lanes.kinds import kind_of_run
from flows.lanes.lane import import_of
from flows.prefect_client.flow_runs import standard_time, state_of
from schemas.async_action import ActionResult, ImportAction, result_of
from schemas.ids import action_id_of
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.inbox import request_of

_STATUS = {
    StateType.SCHEDULED: ImportStatus.ENQUEUED,
    StateType.PENDING: ImportStatus.ENQUEUED,
    StateType.RUNNING: ImportStatus.IN_PROGRESS,
    StateType.CANCELLING: ImportStatus.IN_PROGRESS,
    StateType.COMPLETED: ImportStatus.DONE,
    StateType.FAILED: ImportStatus.FAILED,
    StateType.CANCELLED: ImportStatus.FAILED,
}
_ELSEWHERE = "Done; what came of it is recorded in its database, which is not on this machine."
_FAILED = "Failed; the history of its run says why."


def record_of(run: FlowRun, report: ImportReport | None) -> ImportAction:
    """The record of the action that is `run`, with what its `report` says once it has ended."""
    state = state_of(run)
    record = _record_of_run(run, state)
    if report is None:
        return record
    if report.status is record.status:
        return record.with_report(report)
    return _with_what_is_stored(record, report, state) if report.row_count else record


def _record_of_run(run: FlowRun, state: State[Any]) -> ImportAction:
    ends_here = ImportStatus.ENQUEUED if run.deployment_id else ImportStatus.FAILED  # a dead queued import runs again
    status = _STATUS.get(state.type, ends_here)
    import_id, kind = import_of(run), kind_of_run(run)
    # a run that was never scheduled took its place when it was made
    created_at = run.expected_start_time or run.created or state.timestamp
    return ImportAction(
        id=action_id_of(import_id),
        type=kind.type,
        status=status,
        progress=100 if status is ImportStatus.DONE else 0,
        processing_time=round(run.estimated_run_time.total_seconds() * 1000),
        created_at=standard_time(created_at),
        updated_at=standard_time(run.end_time or state.timestamp),
        request_id=request_of(str(run.parameters.get("source"))) or import_id,
        object="async_action",
        result=_result(status, state),
        import_id=import_id,
        detail=state.message if status is ImportStatus.FAILED else None,
    )


def _result(status: ImportStatus, state: State[Any]) -> ActionResult | None:
    """What can be said of an import without its report."""
    match status:
        case ImportStatus.DONE:
            return ActionResult(message=_ELSEWHERE)
        case ImportStatus.FAILED:
            return ActionResult(
                message=_why(state) or "Failed; the history of its run says why.",
                done_count=0,
                failed_count=0,
                stale_count=0,
                failed=[],
            )
        case _:
            return None


def _why(state: State[Any]) -> str:
    """Why it ended, for anybody: who cancels an import says so to all."""
    return (state.message or "Cancelled before it began.") if state.is_cancelled() else ""


def _with_what_is_stored(record: ImportAction, report: ImportReport, state: State[Any]) -> ImportAction:
    """The record of an import that was stopped when its orders were stored already."""
    is_due = report.status is not ImportStatus.DONE
    message = f"{report.message} {'Its segments are due. ' if is_due else ''}{_why(state)}".rstrip()
    due = f"Its segments are due: run it again with --import-id {report.import_id}. " if is_due else ""
    detail = f"{report.operator_message} {due}{state.message or ''}".rstrip()
    result = result_of(report).model_copy(update={"message": message})
    return record.model_copy(update={"result": result, "detail": detail})
