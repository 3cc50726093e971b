"""The report of an attempt that has ended, one way or the other."""

from pathlib import Path

from schemas.clock import utc_now
from schemas.effects.effects import ImportEffects
from schemas.errors import OrdersError
from schemas.reports.report import ImportReport, ImportStatus, Loaded, Refreshed, Reject
from tasks.extract.source_name import shown_name
from tasks.imports.attempt import Attempt


def finished_report(
    attempt: Attempt, refreshed: Refreshed, failed: list[Reject], effects: ImportEffects, rejects_file: Path | None
) -> ImportReport:
    """The report of an import that is done."""
    return _begun(attempt).model_copy(
        update={
            **{name: getattr(refreshed.loaded, name) for name in Loaded.model_fields},
            "status": ImportStatus.DONE,
            "failed": failed,
            "segments": refreshed.segments,
            "effects": effects,
            "rejects_file": None if rejects_file is None else str(rejects_file),
        }
    )


def failed_report(attempt: Attempt, error: Exception) -> ImportReport:
    """The report of an import that was refused, or that something kept from running."""
    known = error if isinstance(error, OrdersError) else _unexpected(error)
    said = {
        "error": known.message,
        "hint": known.hint or None,
        "detail": known.detail or None,
        "operator_hint": known.operator_hint or None,
    }
    return _begun(attempt).model_copy(update={"status": ImportStatus.FAILED, **said})


def _unexpected(error: Exception) -> OrdersError:
    message = "Something unexpected went wrong"
    detail = f"{message}: {type(error).__name__}: {error}"
    return OrdersError(f"{message}.", detail=detail, operator_hint="Run it again with --debug to see where.")


def _begun(attempt: Attempt) -> ImportReport:
    request = attempt.request
    return ImportReport(
        import_id=request.import_id,
        tenant=request.key.tenant,
        project=request.key.project,
        source=shown_name(request.source),
        format=attempt.format,
        preset=attempt.preset,
        status=ImportStatus.IN_PROGRESS,
        created_at=attempt.started_at,
        updated_at=utc_now(),
        stages={stage.value: ms for stage, ms in attempt.stages.items()},
    )
