"""An undo in this process, once whoever works on the project is done."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now, utc_now
from schemas.reports.undo_report import UndoReport
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import AskedAction
from tasks.undo.undo import UndoRequest, undo


def undo_here(request: UndoRequest, settings: Settings) -> UndoReport:
    """Undo, and note it among the async actions. Raises what `tasks.undo.undo.undo` raises."""
    began = utc_now()
    with project_alone(request.key, settings) as con:
        report = undo(con, request, naive_utc_now())
    asked = AskedAction(ActionType.ORDERS_UNDO, {"undone": request.import_id, "cascade": request.cascade})
    queue_progress.note_done(settings.home, request.key, report.undo_id, asked, report.as_action(), began)
    return report
