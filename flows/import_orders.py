"""The flow `import-orders`: extract → validate → transform → load → refresh-segments, for one source.

Invariant: an import is run at most once. Its id comes from the flow run, so a run that is tried again is the same
import; what its row in `imports` says decides whether it starts over, goes on with the segments, or is done.
The stages run in threads, so that the event loop stays free for heartbeats and cancellation.
"""

import asyncio
from contextlib import ExitStack, suppress
from pathlib import PurePath
from typing import Annotated, Any
from uuid import UUID

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from prefect.tasks import Task
from pydantic import Field

from flows.artifacts import leave_report, show_progress, start_progress
from flows.job import Job, failed_report, finished_report
from flows.limit import import_limit
from flows.settings import Settings
from schemas.errors import OrdersError, TryAgain
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.report import ImportReport, Loaded, SegmentRefresh
from schemas.source_format import SourceFormat
from tasks import imports, segments
from tasks.extract import Extracted, extract
from tasks.load import load
from tasks.rejects_file import write_rejects_file
from tasks.sources import read_mapping, shown_name
from tasks.staging import Staged
from tasks.transform import transform
from tasks.validate import Validated, validate
from tasks.warehouse import Connection, open_warehouse


def _may_work_later(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, TryAgain)


_STAGE: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


@task(name="extract", retries=2, retry_delay_seconds=[1, 5], retry_condition_fn=_may_work_later, **_STAGE)
async def extract_stage(source: str, format: SourceFormat | None, mapping: str | None) -> Extracted:
    """Read the source into one text an order."""
    described = None if mapping is None else await asyncio.to_thread(read_mapping, mapping)
    return await asyncio.to_thread(extract, source, format=format, mapping=described)


@task(name="validate", **_STAGE)
async def validate_stage(extracted: Extracted, limit: int) -> Validated:
    """Check the cap and each order on its own."""
    return await asyncio.to_thread(validate, extracted, limit)


@task(name="transform", **_STAGE)
async def transform_stage(con: Connection, validated: Validated, job: Job) -> Staged:
    """Find out who is who, price and merge."""
    return await asyncio.to_thread(transform, con, validated, job.key, job.import_id, job.now)


@task(name="load", **_STAGE)
async def load_stage(con: Connection, staged: Staged, job: Job) -> Loaded:
    """Write everything in one transaction."""
    return await asyncio.to_thread(load, con, staged, job.import_id, job.now)


@task(name="refresh-segments", **_STAGE)
async def refresh_stage(con: Connection, job: Job) -> list[SegmentRefresh]:
    """Bring the touched customers' summaries and memberships up to date."""
    return await asyncio.to_thread(segments.refresh, con, job.import_id, job.now)


def _run_name() -> str:
    given = flow_run.parameters
    source = PurePath(shown_name(given["source"])).name
    return f"{given['tenant']}/{given['project']} ← {source}"


@flow(name="import-orders", flow_run_name=_run_name, persist_result=False)
async def import_orders(
    source: Annotated[str, Field(description="Path or URL (s3:// gs:// az:// https://) of the orders.")],
    tenant: Annotated[str, Field(description="Whose orders they are, such as `acme`.")],
    project: Annotated[str, Field(description="The tenant's project, such as `shop`.")],
    format: Annotated[SourceFormat | None, Field(description="Leave empty to find out from name and content.")] = None,
    mapping: Annotated[str | None, Field(description="TOML file that maps the columns of line items.")] = None,
    import_id: Annotated[str | None, Field(description="Run this interrupted import again; else leave empty.")] = None,
) -> ImportReport:
    """Import one batch of historical orders into the database of one tenant/project.

    Raises `AbortImport` when the batch is refused as a whole (nothing is written then), `TryAgain` when something
    outside is in the way. Rejected orders are in the report, not an error.
    """
    job = Job(
        key=ProjectKey(tenant, project),
        import_id=parse_import_id(import_id) if import_id else import_id_of(UUID(flow_run.id)),
        run_id=flow_run.id,
        source=source,
        format=format,
        mapping=mapping,
        settings=Settings(),
    )
    try:
        report = await _import(job)
    except Exception as error:
        refused = failed_report(job, error)
        await asyncio.gather(asyncio.to_thread(_keep_failure, refused, job), leave_report(refused))
        raise
    await leave_report(report)
    return report


async def _import(job: Job) -> ImportReport:
    progress, before = await asyncio.gather(start_progress(job.key), asyncio.to_thread(_begin, job))
    if isinstance(before, ImportReport):
        return before
    validated = None if before else await _read(job)
    with ExitStack() as stack:
        con = await asyncio.to_thread(stack.enter_context, _warehouse(job))
        if validated is not None:
            with job.timed("transform"):
                staged = await transform_stage(con, validated, job)
            with job.timed("load"):
                before = await load_stage(con, staged, job)
        await show_progress(progress, 80.0)
        with job.timed("refresh-segments"):
            refreshed = await refresh_stage(con, job)
        report = await asyncio.to_thread(_finish, con, job, before, refreshed)
    await show_progress(progress, 100.0)
    return report


async def _read(job: Job) -> Validated:
    with job.timed("extract"):
        extracted = await extract_stage(job.source, job.format, job.mapping)
    job.format = extracted.format
    limit = await import_limit(job.key)
    with job.timed("validate"):
        return await validate_stage(extracted, limit)


def _warehouse(job: Job) -> Any:
    return open_warehouse(job.key.database(job.settings.home), patience=job.settings.lock_patience)


def _begin(job: Job) -> ImportReport | Loaded | None:
    """What an earlier run of the same import left: its report, its committed load, or nothing."""
    with _warehouse(job) as con:
        row = imports.find_row(con, job.import_id)
        if row is not None and row.status == "DONE":
            return imports.find(con, job.key, job.import_id)
        if row is not None and row.loaded_at is not None:
            job.format = row.format
            return imports.loaded_of(row)
        imports.begin(con, job.import_id, job.run_id, shown_name(job.source), job.format, job.now)
        return None


def _finish(con: Connection, job: Job, loaded: Loaded, refreshed: list[SegmentRefresh]) -> ImportReport:
    folder = job.key.database(job.settings.home).with_suffix(".rejects")
    rejects_file = write_rejects_file(con, job.import_id, folder)
    failed = imports.rejects_of(con, job.import_id)
    report = finished_report(job, loaded, failed, refreshed, rejects_file)
    imports.finish(con, report)
    return report


def _keep_failure(report: ImportReport, job: Job) -> None:
    """A failed import belongs to the history too, if the database can be reached at all."""
    with suppress(OrdersError), _warehouse(job) as con:
        imports.finish(con, report)
