"""What a run under Prefect notes in its home's queue: that its action begins, waits, works and has ended.

So its status can be told while Prefect's server is away. An action that was started without the queue, by
`prefect deployment run` or in a shell, gets its row as it begins.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort
from prefect.states import Cancelled

from flows.lanes.busy import back_to_wait
from flows.settings import Settings
from schemas.errors import DatabaseBusyError, OrdersError
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import AnyAsked, QueuedImport


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The row of one action at work; `import_id` is its id, whatever its kind."""

    home: Path
    import_id: str

    async def at_work(self) -> None:
        """It has its lane."""
        await asyncio.to_thread(queue_progress.at_work, self.home, self.import_id)

    def progress(self, percent: float, so_far: ActionReport | None = None) -> None:
        """It is so far; may be called in any thread."""
        queue_progress.progress(self.home, self.import_id, percent, so_far)

    async def end(self, report: ImportReport | ActionReport) -> None:
        """It has ended well, as its report says."""
        done = ImportStatus.DONE
        await asyncio.to_thread(queue_progress.end, self.home, self.import_id, done, report.message, report)

    async def fail(self, error: OrdersError) -> None:
        """It has failed, for the reason that anybody may read; the operator reads more."""
        await asyncio.to_thread(self.note_failure, error, None)

    def note_failure(self, error: OrdersError, report: ImportReport | ActionReport | None) -> None:
        """The same with what is known of it."""
        failed = ImportStatus.FAILED
        queue_progress.end(self.home, self.import_id, failed, error.message, report, str(error))

    async def wait_for_database(self, client: PrefectClient, run: FlowRun, error: DatabaseBusyError) -> NoReturn:
        """Give the process to other runs until the database may be free; the place in the lane stays.

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


async def begin(client: PrefectClient, run: FlowRun, key: ProjectKey, import_id: str, asked: AnyAsked) -> QueuedImport:
    """Note that `run` begins with an action, which may be there already; its row.

    Raises `Abort` if it was cancelled before.
    """
    queued = await asyncio.to_thread(queue_progress.begin, Settings().home, key, import_id, str(run.id), asked)
    if _was_cancelled(queued):
        await client.set_flow_run_state(run.id, Cancelled(message=queued.message), force=True)
        message = f"{queued.import_id} was cancelled before it began."
        raise Abort(message)
    return queued


def _was_cancelled(queued: QueuedImport) -> bool:
    return queued.status is ImportStatus.FAILED and queued.started_at is None and queued.report is None
