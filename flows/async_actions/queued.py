"""The async action that is in the home's queue: neither Prefect nor the project's database is asked."""

from datetime import timedelta
from pathlib import Path

from schemas.action_type import ActionType
from schemas.async_action import ActionResult, ImportAction, result_of, result_of_action
from schemas.clock import utc_now
from schemas.ids import ProjectKey, action_id_of, parse_import_id
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.inbox import discard
from tasks.intake.queue.import_queue import count_before, find, usual_duration
from tasks.intake.queue.queue_progress import cancel
from tasks.intake.queue.queued_import import QueuedImport


def read_queued(home: Path, action_id: str, owner: ProjectKey | None = None) -> ImportAction | None:
    """The record of an action, with its place while it waits; None if the queue does not know it."""
    queued = find(home, parse_import_id(action_id), owner)
    return None if queued is None else record_in(home, queued)


def record_in(home: Path, queued: QueuedImport) -> ImportAction:
    """The record, with its place while it waits."""
    record = record_of_queued(queued)
    if queued.ended_at is None and queued.waits_for is not None:
        waits = {"waiting_for": queued.waits_for, "waiting_seconds": round(_waited(queued))}
        record = record.model_copy(update=waits)
    return _with_place(home, queued, record) if record.status is ImportStatus.ENQUEUED else record


def cancel_queued(home: Path, queued: QueuedImport) -> bool:
    """Whether an action has been cancelled now, before it began; its `Idempotency-Key` still stands for it."""
    is_cancelled = cancel(home, queued.import_id)
    if is_cancelled:
        for source in queued.sources:
            discard(home, queued.key, source)
    return is_cancelled


def record_of_queued(queued: QueuedImport) -> ImportAction:
    """The record, without its place while it waits."""
    record = ImportAction(
        id=action_id_of(queued.import_id),
        type=queued.kind,
        status=queued.status,
        progress=queued.progress,
        processing_time=_milliseconds(queued),
        created_at=queued.accepted_at,
        updated_at=queued.ended_at or queued.started_at or queued.accepted_at,
        request_id=queued.request_id,
        object="async_action",
        result=_result(queued),
        import_id=queued.import_id,
    )
    if queued.report is None:
        return record.model_copy(update={"detail": queued.detail})
    if queued.kind is not ActionType.ORDERS_IMPORT:
        return record.model_copy(update={"result": _result_of(queued.report, queued), "detail": queued.detail})
    report = ImportReport.model_validate_json(queued.report)
    record = record.with_report(report)
    result = result_of(report).model_copy(update={"message": queued.message})
    return record.model_copy(update={"result": result, "detail": queued.detail or report.detail})


def _with_place(home: Path, queued: QueuedImport, record: ImportAction) -> ImportAction:
    """The record of an action that waits, with its place in the lane."""
    before = count_before(home, queued)
    start = utc_now() + before * usual_duration(home, queued.key)
    return record.model_copy(update={"position": before + 1, "expected_start_at": start})


def _waited(queued: QueuedImport) -> float:
    return queued.waited if queued.paused_at is None else (utc_now() - queued.paused_at).total_seconds()


def _milliseconds(queued: QueuedImport) -> int:
    """How long it has been at work."""
    if queued.started_at is None:
        return 0
    return max(0, round(((queued.ended_at or utc_now()) - queued.started_at) / timedelta(milliseconds=1)))


def _result_of(report: str, queued: QueuedImport) -> ActionResult:
    result = result_of_action(ActionReport.model_validate_json(report))
    return result if queued.message is None else result.model_copy(update={"message": queued.message})


def _result(queued: QueuedImport) -> ActionResult | None:
    """What can be said without a report."""
    if queued.ended_at is None:
        return None
    message = queued.message or ""
    if queued.status is ImportStatus.DONE or queued.kind is not ActionType.ORDERS_IMPORT:
        return ActionResult(message=message)
    return ActionResult(message=message, done_count=0, failed_count=0, stale_count=0, failed=[])
