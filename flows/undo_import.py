"""The flow `undo-import`: takes back what an import, a backfill or another undo did, in the project's lane."""

from prefect import flow

from flows.action_runs.run_action import AtWork, run_action
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey, parse_import_id
from schemas.reports.action_report import ActionReport
from tasks.intake.queue.queued_import import AskedAction
from tasks.undo.undo import UndoRequest, undo


@flow(name="undo-import", persist_result=False)
async def undo_import(
    tenant: str, project: str, undone: str, cascade: bool = False, action_id: str | None = None
) -> ActionReport:
    """Take back one import, backfill or undo.

    Args:
        tenant: Whose import, such as acme.
        project: The tenant's project, such as shop.
        undone: Its id, imp_… or aa_….
        cascade: Whether later imports that wrote the same fields are undone first.
        action_id: Run this interrupted undo again; else leave empty.

    Raises:
        UsageError: There is no such import, or it cannot be undone.
        RetryableError: Another process keeps the database for too long.
    """
    key = ProjectKey(tenant, project)
    import_id = parse_import_id(undone)

    def work(at_work: AtWork) -> ActionReport:
        request = UndoRequest(at_work.action_id, key, import_id, cascade)
        with at_work.warehouse.open() as con:
            return undo(con, request, naive_utc_now()).as_action()

    asked = AskedAction(ActionType.ORDERS_UNDO, {"undone": import_id, "cascade": cascade})
    return await run_action(key, asked, action_id, work, create=False)
