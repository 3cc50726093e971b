"""The flow `import-orders`: extract → validate → transform → load → refresh-segments, for one source.

The lane is held around all that writes. Reading is none of that, so the orders are read while the lane is asked for,
which takes the server as long as it takes to read a small import.
"""

import asyncio
from uuid import UUID

from prefect import flow
from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from flows.deployments.submit import run_name
from flows.imports.artifacts import ProgressBar, leave_report
from flows.imports.context import Job, failed_report
from flows.imports.prefetch import Reading
from flows.imports.run import keep_failure, run_import
from flows.imports.start_deliveries import start_deliveries
from flows.lanes.hold import lane_slot
from flows.settings import Settings
from schemas.effects.effects import EffectsMode
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.orders.source_format import SourceFormat
from schemas.report import ImportReport


@flow(name="import-orders", persist_result=False)
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
        ImportAbortedError: The batch is refused as a whole; nothing was written.
        RetryableError: Something outside is in the way.
    """
    key = ProjectKey(tenant, project)
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
        bar=ProgressBar(key),
    )
    reading = Reading(job)
    try:
        async with lane_slot(key, run_name(key, source), reading.forget):
            job.start()
            report = await _reported(job, reading)
            # the lane's next import need not wait for it
            leaving = asyncio.create_task(leave_report(report))
    finally:
        reading.forget()
    await leaving
    await start_deliveries(FlowRunContext.get().client, report)
    return report


async def _reported(job: Job, reading: Reading) -> ImportReport:
    try:
        return await run_import(job, reading)
    except Exception as error:
        refused = failed_report(job, error)
        await asyncio.gather(asyncio.to_thread(keep_failure, refused, job), leave_report(refused))
        raise
