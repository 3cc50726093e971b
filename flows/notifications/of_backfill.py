"""Notifies of a backfill that was a flow run, once it has ended: one that waits or is paused has not."""

import asyncio

from flows.notifications.ended import is_somebody_notified, notify_of
from flows.notifications.of_import import by_block, logger
from flows.settings import Settings
from schemas.errors import OrdersError
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.imports.attempt import Attempt
from tasks.imports.history import outline
from tasks.imports.reports import failed_report
from tasks.imports.request import ImportRequest
from tasks.warehouse.connection import open_warehouse


async def notify_of_end(request: BackfillRequest, backfill_id: str, outcome: ActionReport) -> None:
    """Notify of a backfill that came to its end; what goes wrong is a line in the log."""
    await asyncio.to_thread(_notify, request, backfill_id, outcome.failed_count)


async def notify_of_failure(request: BackfillRequest, backfill_id: str, error: OrdersError) -> None:
    """Notify of a backfill that has failed."""
    failed = failed_report(Attempt(ImportRequest(backfill_id, request.key, request.sources[0])), error)
    await asyncio.to_thread(_say, failed, None)


def _notify(request: BackfillRequest, backfill_id: str, failed_count: int | None) -> None:
    settings = Settings()
    try:
        if not is_somebody_notified(settings, request.key):
            return
        with open_warehouse(settings.home, request.key, create=False, patience=settings.lock_patience) as con:
            report = outline(con, request.key, backfill_id)
    except OrdersError as error:
        logger.warning("Nobody was notified of the backfill %s: %s", backfill_id, error)
        return
    _say(report, failed_count)


def _say(report: ImportReport, failed_count: int | None) -> None:
    problem = notify_of(report, Settings(), by_block, kind="backfill", failed_count=failed_count)
    if problem is not None:
        logger.warning(problem)
