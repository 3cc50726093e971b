"""The flow `rebuild-segments`: brings all customers of a project up to date, which time alone makes necessary.

It has a position in the project's lane like an import, since it writes what imports write and, among a million
customers, takes longer than an import would wait for the database.
"""

from prefect import flow

from flows.action_runs.run_action import AtWork, run_action
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from tasks.intake.queue.queued_import import AskedAction
from tasks.segments.rebuilt import report_of
from tasks.segments.refresh import rebuild


@flow(name="rebuild-segments", persist_result=False)
async def rebuild_segments(
    tenant: str, project: str, segment: str | None = None, action_id: str | None = None
) -> ActionReport:
    """Recompute all summaries and the members of one auto-update segment, or of all.

    Args:
        tenant: Whose segments, such as acme.
        project: The tenant's project, such as shop.
        segment: Id or name of the only segment to rebuild.
        action_id: Run this interrupted action again; else leave empty.

    Raises:
        UsageError: There is no such project or segment.
        RetryableError: Another process keeps the database for too long.
    """

    def work(at_work: AtWork) -> ActionReport:
        with at_work.warehouse.open() as con:
            return report_of(rebuild(con, naive_utc_now(), segment))

    asked = AskedAction(ActionType.SEGMENTS_REBUILD, {"segment": segment})
    return await run_action(ProjectKey(tenant, project), asked, action_id, work, create=False)
