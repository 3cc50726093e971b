"""The flow `import-orders`: extract → validate → transform → load → refresh-segments, for one source.

Invariant: an import is run at most once. Its id comes from the flow run, so a run that is tried again is the same
import; what its row in `imports` says decides whether it starts over, goes on with the segments, or is done.
The stages run in threads, so that the event loop stays free for heartbeats and cancellation.
"""

import asyncio
from collections.abc import Awaitable
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import PurePath
from typing import Any
from uuid import UUID

from prefect import flow
from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from flows.artifacts import ProgressBar, leave_report
from flows.job import Job, failed_report, finished_report
from flows.kept_open import warehouse
from flows.limit import import_limit
from flows.settings import Settings
from flows.slot import lane_slot
from flows.stages import run_extract, run_load, run_refresh, run_transform, run_validate
from flows.start_deliveries import start_deliveries
from schemas.effects import EffectsMode
from schemas.errors import OrdersError
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.report import ImportReport, Loaded, SegmentRefresh
from schemas.source_format import SourceFormat
from tasks import imports
from tasks.effects import choose_effects, effects_of
from tasks.inbox import discard
from tasks.rejects_file import write_rejects_file
from tasks.sources import shown_name
from tasks.warehouse import Connection


def _run_name() -> str:
    given = flow_run.parameters
    source = PurePath(shown_name(given["source"])).name
    return f"{given['tenant']}/{given['project']} ← {source}"


@flow(name="import-orders", flow_run_name=_run_name, persist_result=False)
async def import_orders(
    source: str,
    tenant: str,
    project: str,
    format: SourceFormat | None = None,
    mapping: str | None = None,
    import_id: str | None = None,
    effects: EffectsMode = EffectsMode.DEFAULT,
    effects_limit: int | None = None,
) -> ImportReport:
    """Import one batch of historical orders into the database of one tenant/project.

    Rejected orders are in the report, not an error.

    Args:
        source: Path or URL (s3:// gs:// az:// https://) of the orders.
        tenant: Whose orders they are, such as acme.
        project: The tenant's project, such as shop.
        format: Leave empty to find out from name and content.
        mapping: TOML file that maps the columns of line items, for CSV and for Parquet of line items.
        import_id: Run this interrupted import again; else leave empty.
        effects: What customers entering segments may cause: the rules' effects, none, or hold them until released.
        effects_limit: Hold the deliveries if there would be more of them than this.

    Raises:
        AbortImport: The batch is refused as a whole; nothing was written.
        TryAgain: Something outside is in the way.
    """
    key = ProjectKey(tenant, project)
    async with lane_slot(key):
        job = Job(
            key=key,
            import_id=parse_import_id(import_id) if import_id else import_id_of(UUID(flow_run.id)),
            run_id=flow_run.id,
            is_again=import_id is not None or flow_run.run_count > 1,
            source=source,
            format=format,
            mapping=mapping,
            settings=Settings(),
            effects=effects,
            effects_limit=effects_limit,
        )
        report = await _reported(job)
        # the lane's next import need not wait for it
        leaving = asyncio.create_task(leave_report(report))
    await leaving
    await start_deliveries(FlowRunContext.get().client, report)
    return report


async def _reported(job: Job) -> ImportReport:
    try:
        return await _import(job)
    except Exception as error:
        refused = failed_report(job, error)
        await asyncio.gather(asyncio.to_thread(_keep_failure, refused, job), leave_report(refused))
        raise


async def _import(job: Job) -> ImportReport:
    before = await asyncio.to_thread(_begin, job) if job.is_again else None
    if isinstance(before, ImportReport):
        discard(job.settings.home, job.key, job.source)
        return before
    bar = ProgressBar(job.key)
    reading = [] if before else [_read(job, bar)]
    beginning = [] if job.is_again else [asyncio.to_thread(_begin, job)]
    await _all(*reading, *beginning)
    with ExitStack() as stack:
        con = await asyncio.to_thread(stack.enter_context, _warehouse(job))
        if before is None:
            await _all(run_transform(job, con), bar.show(40.0))
            before, _ = await _all(run_load(job, con), bar.show(60.0))
        refreshed, _ = await _all(run_refresh(job, con), bar.show(80.0))
        report = await asyncio.to_thread(_finish, con, job, before, refreshed)
        await _all(asyncio.to_thread(stack.close), bar.end())
    discard(job.settings.home, job.key, job.source)
    return report


async def _read(job: Job, bar: ProgressBar) -> None:
    """Extract and validate: all that needs no database."""
    limit, _ = await _all(import_limit(job.key), run_extract(job))
    await _all(run_validate(job, limit), bar.show(20.0))


async def _all(*work: Awaitable[Any]) -> list[Any]:
    """What each comes to; an error of one is raised when all have ended."""
    done = await asyncio.gather(*work, return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result
    return done


def _warehouse(job: Job) -> AbstractContextManager[Connection]:
    return warehouse(job.key.database(job.settings.home), job.settings.lock_patience)


def _begin(job: Job) -> ImportReport | Loaded | None:
    """What an earlier run of the same import left: its report, its committed load, or nothing."""
    with _warehouse(job) as con:
        row = imports.find_row(con, job.import_id)
        if row is not None and row.status == "DONE":
            return imports.find(con, job.key, job.import_id)
        if row is not None and row.loaded_at is not None:
            job.format = row.format
            return imports.loaded_of(row)
        for interrupted in imports.interrupted(con):
            # the lane is ours, so nobody is at work on it
            imports.give_up(con, job.key, interrupted, "It was interrupted, and nothing of it was written.")
        imports.begin(con, job.import_id, job.run_id, shown_name(job.source), job.format, job.now)
        choose_effects(con, job.import_id, job.effects, job.effects_limit)
        return None


def _finish(con: Connection, job: Job, loaded: Loaded, refreshed: list[SegmentRefresh]) -> ImportReport:
    folder = job.key.database(job.settings.home).with_suffix(".rejects")
    rejects_file = write_rejects_file(con, job.import_id, folder)
    failed = imports.rejects_of(con, job.import_id)
    report = finished_report(job, loaded, failed, refreshed, effects_of(con, job.import_id), rejects_file)
    imports.finish(con, report)
    return report


def _keep_failure(report: ImportReport, job: Job) -> None:
    """A failed import belongs to the history too, if the database can be reached at all.

    One whose orders are committed has not failed: its segments are due, and the same import goes on with them.
    """
    with suppress(OrdersError), _warehouse(job) as con:
        row = imports.find_row(con, job.import_id)
        if row is not None and row.loaded_at is None:
            imports.finish(con, report)
