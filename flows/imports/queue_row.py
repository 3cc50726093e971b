"""The row of an import in its home's queue: what every action notes there, and what it has stored when it failed."""

from contextlib import suppress
from dataclasses import dataclass

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun

from flows.action_runs import row
from flows.action_runs.row import ActionRow, noted
from flows.lanes.outcome import stored_report
from flows.settings import Settings
from schemas.errors import OrdersError, RefreshDueError, RetryableError
from tasks.extract.source_name import shown_name
from tasks.imports.attempt import Attempt
from tasks.imports.reports import failed_report
from tasks.imports.request import ImportRequest
from tasks.intake.queue.queued_import import Asked


@dataclass(frozen=True, slots=True)
class QueueRow(ActionRow):
    """The row of one import at work; `is_first_try` of one that nobody has read the orders of before."""

    request: ImportRequest
    is_first_try: bool

    async def fail(self, error: OrdersError) -> None:
        """It has failed; what it has stored all the same is told."""
        await noted(self._fail, error)

    def _fail(self, error: OrdersError) -> None:
        report = failed_report(Attempt(self.request), error)
        if isinstance(error, RefreshDueError):
            with suppress(RetryableError):
                report = stored_report(self.request.key, self.import_id) or report
        self.note_failure(error, report)


async def begin(client: PrefectClient, run: FlowRun, request: ImportRequest, *, is_named: bool) -> QueueRow:
    """Note that `run` begins with an import, which may be named as one that is there already.

    Raises `Abort` if it was cancelled before.
    """
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
        request.restores_erased or None,
    )
    queued = await row.begin(client, run, request.key, request.import_id, asked)
    is_first_try = run.run_count <= 1 and (not is_named or (queued.place is not None and queued.attempt == 1))
    return QueueRow(Settings().home, request.import_id, request, is_first_try)
