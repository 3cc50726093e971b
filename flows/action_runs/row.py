"""What a run under Prefect notes in its home's queue: that its action begins, waits, works and has ended.

So its status can be told while Prefect's server is away. An action that was started without the queue, by
`prefect deployment run` or in a shell, gets its row as it begins. While the queue's database does not answer, a run
waits for it: what it has done would be told as a failure otherwise.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import Abort
from prefect.states import Cancelled
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_exponential

from flows.lanes.busy import back_to_wait
from flows.prefect_client.patience import OUTAGE_SECONDS
from flows.settings import Settings
from schemas.errors import DatabaseBusyError, OrdersError
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queued_import import AnyAsked, QueuedImport

P = ParamSpec("P")
T = TypeVar("T")
_LONGEST_PAUSE = 10.0


async def noted(note: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `note` gives, a function of the queue, in a thread; done again until the queue's database answers."""
    again = AsyncRetrying(
        retry=retry_if_exception_type(DatabaseBusyError),
        wait=wait_exponential(0.25, _LONGEST_PAUSE),
        stop=stop_after_delay(OUTAGE_SECONDS),
        reraise=True,
    )
    return await again(asyncio.to_thread, note, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """The row of one action at work; `import_id` is its id, whatever its kind."""

    home: Path
    import_id: str

    async def at_work(self) -> None:
        """It has its lane."""
        await noted(queue_progress.at_work, self.home, self.import_id)

    def progress(self, percent: float, so_far: ActionReport | None = None) -> None:
        """It is so far; may be called in any thread. It is told again with the next step, so nobody waits for it."""
        with suppress(DatabaseBusyError):
            queue_progress.progress(self.home, self.import_id, percent, so_far)

    async def end(self, report: ImportReport | ActionReport) -> None:
        """It has ended well, as its report says."""
        done = ImportStatus.DONE
        await noted(queue_progress.end, self.home, self.import_id, done, report.message, report)

    async def fail(self, error: OrdersError) -> None:
        """It has failed, for the reason that anybody may read; the operator reads more."""
        await noted(self.note_failure, error, None)

    def note_failure(self, error: OrdersError, report: ImportReport | ActionReport | None) -> None:
        """The same with what is known of it."""
        failed = ImportStatus.FAILED
        queue_progress.end(self.home, self.import_id, failed, error.message, report, str(error))

    async def wait_for_database(self, client: PrefectClient, run: FlowRun, error: DatabaseBusyError) -> NoReturn:
        """Give the process to other runs until the database may be free; the place in the lane stays.

        Raises `RequeuedError`, or `DatabaseBusyError` when that has been tried for longer than ORDERS_BUSY_LIMIT.
        """
        settings = Settings()

        async def note(seconds: float) -> float:
            what = "another process keeps the project's database open"
            return await noted(queue_progress.waits, self.home, self.import_id, what, seconds)

        try:
            await back_to_wait(client, run, error, settings.busy_limit, note)
        except DatabaseBusyError as given_up:
            await self.fail(given_up)
            raise


async def begin(client: PrefectClient, run: FlowRun, key: ProjectKey, import_id: str, asked: AnyAsked) -> QueuedImport:
    """Note that `run` begins with an action, which may be there already; its row.

    Raises `Abort` if it was cancelled before.
    """
    queued = await noted(queue_progress.begin, Settings().home, key, import_id, str(run.id), asked)
    if _was_cancelled(queued):
        await client.set_flow_run_state(run.id, Cancelled(message=queued.message), force=True)
        message = f"{queued.import_id} was cancelled before it began."
        raise Abort(message)
    return queued


def _was_cancelled(queued: QueuedImport) -> bool:
    return queued.status is ImportStatus.FAILED and queued.started_at is None and queued.report is None
