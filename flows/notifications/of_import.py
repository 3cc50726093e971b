"""Notifies of an import that was a flow run, after it has left its lane; also by blocks of Prefect's server."""

import asyncio
import inspect

from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.logging import get_logger

from flows.notifications.ended import notify_of
from flows.settings import Settings
from schemas.errors import OrdersError
from schemas.notification import Ended
from schemas.reports.report import ImportReport
from tasks.imports.attempt import Attempt
from tasks.imports.reports import failed_report
from tasks.imports.request import ImportRequest

logger = get_logger("notifications")


async def notify_of_failure(request: ImportRequest, error: OrdersError) -> None:
    """Notify of an import that has failed."""
    await notify_of_end(failed_report(Attempt(request), error))


async def notify_of_end(report: ImportReport) -> None:
    """Notify of an import that has ended; what goes wrong is a line in the log."""
    problem = await asyncio.to_thread(notify_of, report, Settings(), by_block)
    if problem is not None:
        logger.warning(problem)


def by_block(name: str, ended: Ended) -> None:
    """Send by a notification block of this context's server; in a thread that has no event loop."""
    asyncio.run(send_by_block(name, ended))


async def send_by_block(name: str, ended: Ended) -> None:
    """Send by a notification block; raises whatever goes wrong."""
    block: object = await Block.aload(name)
    if not isinstance(block, NotificationBlock):
        message = f"it is a {type(block).__name__}, which is no notification block"
        raise TypeError(message)
    sent = block.notify(ended.text, ended.subject)
    if inspect.isawaitable(sent):
        await sent
