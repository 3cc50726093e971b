"""The flow `import-orders`: extract → validate → transform → load → refresh-segments, for one source.

The lane is held around all that writes. Reading is none of that, so the orders are read while the lane is asked for,
which takes the server as long as it takes to read a small import.
"""

import asyncio
from uuid import UUID

from prefect import flow
from prefect.runtime import flow_run

from flows.imports.artifacts import ProgressBar, leave_report
from flows.imports.prefetch import Prefetch
from flows.imports.queue_row import QueueRow, begin
from flows.imports.start_deliveries import start_deliveries
from flows.imports.task_runner import TaskRunner, stage_begins
from flows.lanes import timing
from flows.lanes.hold import hold_lane
from flows.lanes.lane import run_name
from flows.notifications.of_import import notify_of_end, notify_of_failure
from flows.prefect_client.flow_runs import current_run
from flows.settings import Settings
from schemas.effects.choices import EffectsMode
from schemas.errors import DatabaseBusyError, OrdersError
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.orders.source_format import SourceFormat
from schemas.presets.facts import FileFacts
from schemas.reports.report import ImportReport
from tasks.extract.source_secrets import require_no_credentials
from tasks.imports import core
from tasks.imports.attempt import Callbacks
from tasks.imports.request import ImportRequest
from tasks.intake.inbox import discard
from tasks.warehouse.project import ProjectWarehouse


@flow(name="import-orders", persist_result=False)
async def import_orders(
    source: str,
    tenant: str,
    project: str,
    format: SourceFormat | None = None,
    mapping: str | None = None,
    preset: str | None = None,
    encoding: str | None = None,
    currency: str | None = None,
    time_zone: str | None = None,
    date_format: str | None = None,
    import_id: str | None = None,
    effects: EffectsMode = EffectsMode.DEFAULT,
    effects_limit: int | None = None,
    restore_erased: bool = False,
) -> ImportReport:
    """Import one batch of historical orders into the database of one tenant/project.

    Rejected orders are in the report, not an error.

    Args:
        source: Path or URL (s3:// gs:// az:// https://) of the orders; ${ORDERS_SOURCE_…} is a variable of the worker.
        tenant: Whose orders they are, such as acme.
        project: The tenant's project, such as shop.
        format: Leave empty to find out from name and content.
        mapping: TOML file that maps the columns of line items, for CSV and for Parquet of line items.
        preset: Name of a shipped mapping; leave empty to find it out from the names in the file.
        encoding: Of a text that is not UTF-8, such as windows-1252.
        currency: Of amounts whose currency the file does not say, such as EUR.
        time_zone: Of times that come without, such as Europe/Berlin.
        date_format: Of times that are written in another way than the mapping says, such as %d/%m/%Y.
        import_id: Run this interrupted import again; else leave empty.
        effects: What customers entering segments may cause: the rules' effects, none, or hold them until released.
        effects_limit: Hold the deliveries if there would be more of them than this.
        restore_erased: Bring customers back who were erased, with all that the source says of them.

    Raises:
        ImportAbortedError: The batch is refused as a whole; nothing was written.
        RetryableError: Something outside is in the way.
    """
    require_no_credentials(source)
    request = ImportRequest(
        import_id=parse_import_id(import_id) if import_id else import_id_of(UUID(flow_run.id)),
        key=ProjectKey(tenant, project),
        source=source,
        format=format,
        mapping=mapping,
        preset=preset,
        facts=FileFacts(encoding, currency, time_zone, date_format),
        effects=effects,
        effects_limit=effects_limit,
        flow_run_id=flow_run.id,
        restores_erased=restore_erased,
    )
    client, run = current_run()
    row = await begin(client, run, request, is_named=import_id is not None)
    try:
        report = await _in_lane(request, row)
    except DatabaseBusyError as error:
        await row.wait_for_database(client, run, error)
    except OrdersError as error:
        await row.fail(error)
        await notify_of_failure(request, error)
        raise
    await start_deliveries(client, report)
    await notify_of_end(report)
    return report


async def _in_lane(request: ImportRequest, row: QueueRow) -> ImportReport:
    key, settings, bar = request.key, Settings(), ProgressBar(request.key, row.progress)
    runner = TaskRunner(bar)

    def on_failure(report: ImportReport) -> None:
        runner.wait_for(leave_report(report))

    callbacks = Callbacks(runner, stage_begins.get(), on_failure)
    warehouse = ProjectWarehouse(key, settings.home, timing.BUSY_PATIENCE_SECONDS)
    orders = Prefetch(request, runner, is_again=not row.is_first_try)
    try:
        patience = timing.BUSY_PATIENCE_SECONDS
        async with hold_lane(key, run_name(key, request.source), orders.forget, patience=patience):
            await row.at_work()
            bar.start()
            report = await asyncio.to_thread(core.import_orders, request, warehouse, orders.read, callbacks)
            discard(settings.home, key, request.source)
            await row.end(report)
            # the lane's next import need not wait for it
            leaving = asyncio.create_task(leave_report(report))
    finally:
        orders.forget()
    await asyncio.gather(leaving, bar.end())
    return report
