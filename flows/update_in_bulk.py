"""The flows of bulk updates, one for each type: many customers or products at once, in the project's lane.

A body waits in the project's inbox and is removed once its rows are stored; that of one that failed stays for a while,
so that it can be tried again.
"""

from collections.abc import Coroutine

from prefect import Flow, flow

from flows.action_runs.run_action import AtWork, run_action
from flows.imports.start_deliveries import start_deliveries
from flows.lanes.kinds import bulk_flow_name
from flows.prefect_client.flow_runs import current_run
from flows.settings import Settings
from schemas.action_type import ActionType
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport
from tasks.bulk.request import BulkRequest
from tasks.bulk.update import bulk_update
from tasks.intake.inbox import discard
from tasks.intake.queue.queued_import import AskedAction

BulkFlow = Flow[[str, str, str, str | None, str | None], Coroutine[None, None, ActionReport]]
_MOST_TOLD = 2000
"""Rows handed back that are told of one by one; the route of rejects has all."""


def _flow_of(type: ActionType) -> BulkFlow:
    @flow(name=bulk_flow_name(type), persist_result=False)
    async def update_in_bulk(
        tenant: str, project: str, source: str, product: str | None = None, action_id: str | None = None
    ) -> ActionReport:
        """Store the customers, products or SKUs of one body; rows that are handed back are in the report, no error.

        Args:
            tenant: Whose they are, such as acme.
            project: The tenant's project, such as shop.
            source: File of the body.
            product: Id or source_id of the product that all SKUs belong to, if they do not say it.
            action_id: Run this interrupted action again; else leave empty.

        Raises:
            ImportAbortedError: The body is refused as a whole; nothing was written.
            NotFoundError: There is no such product.
            RetryableError: Another process keeps the database for too long.
        """
        return await _run(type, ProjectKey(tenant, project), source, product, action_id)

    return update_in_bulk


async def _run(
    type: ActionType, key: ProjectKey, source: str, product: str | None, action_id: str | None
) -> ActionReport:
    asked, done = AskedAction(type, {"source": source, "product": product}), list[ImportReport]()
    client, run = current_run()

    def work(at_work: AtWork) -> ActionReport:
        request = BulkRequest(at_work.action_id, key, type, source, product, str(run.id))
        report = bulk_update(request, at_work.warehouse)
        discard(Settings().home, key, source)
        done.append(report)
        return _told(report)

    told = await run_action(key, asked, action_id, work, create=True)
    for report in done:
        await start_deliveries(client, report)
    return told


def _told(report: ImportReport) -> ActionReport:
    entities = {"customer": report.customers, "product": report.products, "SKU": report.skus}[report.noun]
    return ActionReport(
        message=report.message,
        done_count=report.done_count,
        failed_count=report.failed_count,
        failed=report.failed[:_MOST_TOLD],
        warnings=report.warnings,
        details={
            "inserted_count": entities.inserted,
            "updated_count": entities.updated,
            "segments": [each.model_dump(mode="json") for each in report.segments],
        },
    )


customers_bulk_update = _flow_of(ActionType.CUSTOMERS_BULK_UPDATE)
customers_metadata_update = _flow_of(ActionType.CUSTOMERS_METADATA_UPDATE)
products_bulk_update = _flow_of(ActionType.PRODUCTS_BULK_UPDATE)
products_metadata_update = _flow_of(ActionType.PRODUCTS_METADATA_UPDATE)
customers_import_csv = _flow_of(ActionType.CUSTOMERS_IMPORT_CSV)
products_import_csv = _flow_of(ActionType.PRODUCTS_IMPORT_CSV)
skus_import_csv = _flow_of(ActionType.SKUS_IMPORT_CSV)
