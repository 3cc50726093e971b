"""One import in its lane, from its row in `imports` to its report.

Invariant: an import is run at most once. Its id comes from the flow run, so a run that is tried again is the same
import; what its row in `imports` says decides whether it starts over, goes on with the segments, or is done.
The stages run in threads, so that the event loop stays free for heartbeats and cancellation.
"""

import asyncio
from contextlib import AbstractContextManager, ExitStack, suppress

from flows.imports.context import Job, finished_report
from flows.imports.gather import together
from flows.imports.prefetch import Reading
from flows.imports.stages import run_load, run_refresh, run_transform
from schemas.errors import OrdersError
from schemas.report import ImportReport, Loaded, SegmentRefresh
from tasks.effects.effects import choose_effects, effects_of
from tasks.extract.source import shown_name
from tasks.imports import history
from tasks.imports.rejects_file import write_rejects_file
from tasks.intake.inbox import discard
from tasks.warehouse.connection_cache import cached_warehouse
from tasks.warehouse.statements import Connection


async def run_import(job: Job, reading: Reading) -> ImportReport:
    """Run the import in its lane's slot."""
    loaded = None
    if not job.is_again:
        await together(reading.done(), asyncio.to_thread(_begin, job))
    else:
        loaded = await asyncio.to_thread(_begin, job)
        if isinstance(loaded, ImportReport):
            discard(job.settings.home, job.key, job.source)
            return loaded
        if loaded is None:
            await reading.done()
    report = await _store(job, loaded)
    discard(job.settings.home, job.key, job.source)
    return report


async def _store(job: Job, loaded: Loaded | None) -> ImportReport:
    """All that needs the database; of what was `loaded` already, the refresh."""
    with ExitStack() as stack:
        con = await asyncio.to_thread(stack.enter_context, _warehouse(job))
        if loaded is None:
            await run_transform(job, con)
            loaded = await run_load(job, con)
        refreshed = await run_refresh(job, con)
        report = await asyncio.to_thread(_finish, con, job, loaded, refreshed)
        await together(asyncio.to_thread(stack.close), job.bar.end())
    return report


def _warehouse(job: Job) -> AbstractContextManager[Connection]:
    return cached_warehouse(job.key.database(job.settings.home), job.settings.lock_patience)


def _begin(job: Job) -> ImportReport | Loaded | None:
    """What an earlier run of the same import left: its report, its committed load, or nothing."""
    with _warehouse(job) as con:
        row = history.find_row(con, job.import_id)
        if row is not None and row.status == "DONE":
            return history.find(con, job.key, job.import_id)
        if row is not None and row.loaded_at is not None:
            job.format = row.format
            return history.loaded_of(row)
        for interrupted in history.interrupted(con):
            # the lane is ours, so nobody is at work on it
            history.give_up(con, job.key, interrupted, "It was interrupted, and nothing of it was written.")
        history.begin(con, job.import_id, job.run_id, shown_name(job.source), job.format, job.now)
        choose_effects(con, job.import_id, job.effects, job.effects_limit)
        return None


def _finish(con: Connection, job: Job, loaded: Loaded, refreshed: list[SegmentRefresh]) -> ImportReport:
    folder = job.key.database(job.settings.home).with_suffix(".rejects")
    rejects_file = write_rejects_file(con, job.import_id, folder)
    failed = history.rejects_of(con, job.import_id)
    report = finished_report(job, loaded, failed, refreshed, effects_of(con, job.import_id), rejects_file)
    history.finish(con, report)
    return report


def keep_failure(report: ImportReport, job: Job) -> None:
    """A failed import belongs to the history too, if the database can be reached at all.

    One whose orders are committed has not failed: its segments are due, and the same import goes on with them.
    """
    with suppress(OrdersError), _warehouse(job) as con:
        row = history.find_row(con, job.import_id)
        if row is not None and row.loaded_at is None:
            history.finish(con, report)
