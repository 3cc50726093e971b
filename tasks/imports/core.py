"""An import as one plain function: read, validate, transform, load, refresh, report.

Invariant: an import is stored at most once. What its row in `imports` says decides whether it starts over, goes on
with the segments, or is done; so the same request can be repeated after a crash at any point. Whoever calls this has
the project to itself (`flows.lanes` under Prefect, `tasks.warehouse.exclusion.project_lock` in a shell).

A batch can be large. So what a stage takes is held nowhere else while it runs: values are handed over in lists that
the stage empties.
"""

from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from typing import Protocol

from schemas.errors import DatabaseBusyError, OrdersError, RefreshDueError, UsageError
from schemas.orders.frames import Staged, Validated
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import ImportReport, Loaded, Refreshed
from tasks.effects.import_effects import effects_of
from tasks.erased.orders import without_erased
from tasks.extract.source_name import shown_name
from tasks.imports import history
from tasks.imports.attempt import NO_CALLBACKS, Attempt, Callbacks, timed
from tasks.imports.reading import Reader
from tasks.imports.rejects_file import write_rejects_file
from tasks.imports.reports import failed_report, finished_report
from tasks.imports.request import ImportRequest
from tasks.imports.stages import Stage
from tasks.load.load import write
from tasks.segments.refresh import finish_earlier, refresh
from tasks.transform.transform import transform
from tasks.warehouse.statements import Connection, transaction
from tasks.warehouse.threads import limit_threads
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name


class Warehouse(Protocol):
    """Where one project's orders are stored."""

    @property
    def rejects_folder(self) -> Path | None:
        """Where files of rejected orders go; None if nobody is to get one."""

    def open(self) -> AbstractContextManager[Connection]:
        """A connection for the block. Raises `RetryableError` while somebody else has the database."""


def import_orders(
    request: ImportRequest, warehouse: Warehouse, read: Reader, callbacks: Callbacks = NO_CALLBACKS
) -> ImportReport:
    """Import one batch; rejected orders are in the report, not an error. `read` gives the validated orders.

    Raises `ImportAbortedError` if the batch is refused as a whole and nothing was written, `RetryableError` if
    something outside is in the way; both are kept in the project's history, unless its database cannot be reached.
    """
    attempt = Attempt(request)
    try:
        return run_stages(attempt, warehouse, read, callbacks)
    except DatabaseBusyError:
        raise  # busy is not failed
    except Exception as error:
        report = failed_report(attempt, error)
        _keep_failure(report, warehouse)
        callbacks.on_failure(report)
        raise


def run_stages(attempt: Attempt, warehouse: Warehouse, read: Reader, callbacks: Callbacks) -> ImportReport:
    """One attempt at an import, as `import_orders` makes it; of a failure nothing is kept."""
    with warehouse.open() as con:
        earlier = _begin(con, attempt)
    if isinstance(earlier, ImportReport):
        return earlier
    validated = [read(attempt)] if earlier is None else []
    with warehouse.open() as con:
        loaded = earlier or _store(con, attempt, validated, callbacks)
        try:
            with calls_what_is_away_by_its_name():
                refreshed = timed(attempt, Stage.REFRESH, callbacks, lambda: _refresh(con, loaded, attempt))
                return _finish(con, attempt, refreshed, warehouse.rejects_folder)
        except Exception as error:
            import_id = attempt.request.import_id
            due = f"The orders of {import_id} are stored, but their segments are not up to date yet"
            shell = f"Go on with --import-id {import_id}."
            raise RefreshDueError.of(due, error, "The same import goes on with them.", shell) from error


def _begin(con: Connection, attempt: Attempt) -> ImportReport | Loaded | None:
    """What an earlier attempt at the same import left: its report, its committed load, or nothing."""
    request = attempt.request
    row = history.find_row(con, request.import_id)
    if row is not None and history.is_backfill(con, request.import_id):
        message = f"{request.import_id} is a backfill."
        raise UsageError(message, operator_hint="The same `orders backfill` goes on with it.")
    if row is not None and row.status == "DONE":
        return history.find(con, request.key, request.import_id)
    if row is not None and row.loaded_at is not None:
        attempt.format = None if row.format is None else SourceFormat(row.format)
        return history.loaded_of(row)
    for interrupted in history.interrupted(con):
        # the project is ours, so nobody is at work on it
        history.give_up(con, request.key, interrupted, "It was interrupted, and nothing of it was written.")
    source = shown_name(request.source)
    with transaction(con):
        if row is not None:
            history.forget(con, request.import_id)  # an earlier attempt wrote nothing
        history.note_begin(
            con,
            request.import_id,
            request.flow_run_id,
            source,
            request.format,
            attempt.now,
            effects=request.effects,
            effects_limit=request.effects_limit,
        )
    return None


def _store(con: Connection, attempt: Attempt, validated: list[Validated], callbacks: Callbacks) -> Loaded:
    """Transform and load in one transaction, so that what is replaced is where it was read; the load ends with it."""
    request = attempt.request
    finish_earlier(con)
    limit_threads(con, validated[0].texts.height)

    def stage() -> Staged:
        allowed = without_erased(con, validated.pop(), is_restored=request.restores_erased)
        return transform(con, allowed, request.key, request.import_id, attempt.now)

    def store() -> Loaded:
        loaded = write(con, staged.pop(), request.import_id, attempt.now, is_read_here=True)
        both.close()
        return loaded

    with ExitStack() as both:
        both.enter_context(transaction(con))
        staged = [timed(attempt, Stage.TRANSFORM, callbacks, stage)]
        return timed(attempt, Stage.LOAD, callbacks, store)


def _refresh(con: Connection, loaded: Loaded, attempt: Attempt) -> Refreshed:
    return Refreshed(loaded=loaded, segments=refresh(con, attempt.request.import_id))


def _finish(con: Connection, attempt: Attempt, refreshed: Refreshed, rejects_folder: Path | None) -> ImportReport:
    import_id = attempt.request.import_id
    rejects_file = None if rejects_folder is None else write_rejects_file(con, import_id, rejects_folder)
    failed = history.rejects_of(con, import_id)
    report = finished_report(attempt, refreshed, failed, effects_of(con, import_id), rejects_file)
    history.finish(con, report)
    return report


def _keep_failure(report: ImportReport, warehouse: Warehouse) -> None:
    """A failed import belongs to the history too, if the database can be reached at all.

    One whose orders are committed has not failed: its segments are due, and the same import goes on with them.
    """
    with suppress(OrdersError), warehouse.open() as con:
        row = history.find_row(con, report.import_id)
        if row is not None and row.loaded_at is None and not history.is_backfill(con, row.id):
            history.finish(con, report)
