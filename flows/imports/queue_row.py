"""What an import under Prefect notes in its home's queue of imports: that it begins, waits, works and has ended.

So the status of an import can be told while Prefect's server is away. An import that was started without the queue, by
`prefect deployment run` or in a shell, gets its row as it begins.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort
from prefect.states import Cancelled

from flows.lanes.busy import back_to_wait
from flows.lanes.outcome import stored_report
from flows.settings import Settings
from schemas.errors import DatabaseBusyError, OrdersError, RefreshDueError, RetryableError
from schemas.report import ImportReport, ImportStatus
from tasks.extract.source_name import shown_name
from tasks.imports.attempt import Attempt
from tasks.imports.reports import failed_report
from tasks.imports.request import ImportRequest
from tasks.intake import queue_progress
from tasks.intake.queued_import import Asked, QueuedImport


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The row of one import at work; `is_first_try` of one that nobody has read the orders of before."""

    home: Path
    request: ImportRequest
    is_first_try: bool

    @property
    def import_id(self) -> str:
        """Whose row it is."""
        return self.request.import_id

    async def at_work(self) -> None:
        """It has its lane."""
        await asyncio.to_thread(queue_progress.at_work, self.home, self.import_id)

    def progress(self, percent: float) -> None:
        """It is so far; may be called in any thread."""
        queue_progress.progress(self.home, self.import_id, percent)

    async def end(self, report: ImportReport) -> None:
        """It has ended, as its report says."""
        await asyncio.to_thread(queue_progress.end, self.home, self.import_id, report.status, report.message, report)

    async def fail(self, error: OrdersError) -> None:
        """It has failed; what it has stored all the same is told."""
        await asyncio.to_thread(self._fail, error)

    def _fail(self, error: OrdersError) -> None:
        report = failed_report(Attempt(self.request), error)
        if isinstance(error, RefreshDueError):
            with suppress(RetryableError):
                report = stored_report(self.request.key, self.import_id) or report
        queue_progress.end(self.home, self.import_id, ImportStatus.FAILED, error.message, report, str(error))

    async def wait_for_database(self, client: PrefectClient, run: FlowRun, error: DatabaseBusyError) -> NoReturn:
        """Give the process to other imports until the database may be free; the place in the lane stays.

        Raises `RequeuedError`, or `DatabaseBusyError` when that has been tried for longer than ORDERS_BUSY_LIMIT.
        """
        settings = Settings()

        def note(seconds: float) -> float:
            what = "another process keeps the project's database open"
            return queue_progress.waits(self.home, self.import_id, what, seconds)

        try:
            await back_to_wait(client, run, error, settings.busy_limit, note)
        except DatabaseBusyError as given_up:
            await self.fail(given_up)
            raise


async def begin(client: PrefectClient, run: FlowRun, request: ImportRequest, *, is_named: bool) -> QueueRow:
    """Note that `run` begins with an import, which may be named as one that is there already.

    Raises `Abort` if it was cancelled before.
    """
    settings = Settings()
    # who has a secret in its URL has to say it again
    source = request.source if shown_name(request.source) == request.source else None
    said = request.facts
    asked = Asked(
        source,
        request.format,
        request.mapping,
        request.preset,
        said.encoding,
        said.currency,
        said.time_zone,
        said.date_format,
        request.effects,
        request.effects_limit,
    )
    queued = await asyncio.to_thread(
        queue_progress.begin, settings.home, request.key, request.import_id, str(run.id), asked
    )
    if _was_cancelled(queued):
        await client.set_flow_run_state(run.id, Cancelled(message=queued.message), force=True)
        message = f"{queued.import_id} was cancelled before it began."
        raise Abort(message)
    is_first_try = run.run_count <= 1 and (not is_named or (queued.place is not None and queued.attempt == 1))
    return QueueRow(settings.home, request, is_first_try)


def _was_cancelled(queued: QueuedImport) -> bool:
    return queued.status is ImportStatus.FAILED and queued.started_at is None and queued.report is None
