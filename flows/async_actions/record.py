"""One async action as the public API shows it (contract §1), from a flow run and what its project's database reports.

Invariant: the run's state decides; a report that does not agree with it (the run is about to run again, or was stopped)
only adds what is stored already.
"""

from datetime import UTC, datetime
from typing import Any

from prefect.client.schemas.objects import FlowRun, State, StateType

from schemas.ids import action_id_of, import_id_of
from schemas.report import OPERATION_STATUS, ImportReport, ImportStatus

_STATUS = {
    StateType.SCHEDULED: ImportStatus.ENQUEUED,
    StateType.PENDING: ImportStatus.ENQUEUED,
    StateType.RUNNING: ImportStatus.IN_PROGRESS,
    StateType.CANCELLING: ImportStatus.IN_PROGRESS,
    StateType.COMPLETED: ImportStatus.DONE,
    StateType.FAILED: ImportStatus.FAILED,
    StateType.CANCELLED: ImportStatus.FAILED,
}


def record_of(run: FlowRun, report: ImportReport | None) -> dict[str, Any]:
    """The record of the import that is `run`, with what its `report` says once it has ended."""
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
        "created_at": zulu(run.expected_start_time or run.created, "microseconds"),
        "updated_at": zulu(run.end_time or state.timestamp),
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


def zulu(at: datetime, precision: str = "milliseconds") -> str:
    """An aware time in UTC, as the public API writes it."""
    return at.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
