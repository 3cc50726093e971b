"""The flow `create-export`: writes a file that was asked for over HTTP, in its turn in the project's lane."""

from typing import Any

from prefect import flow

from flows.action_runs.run_action import AtWork, run_action
from schemas.action_type import ActionType
from schemas.clock import naive_utc_now
from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from tasks.exports.own_form import HAVE_OWN_FORM
from tasks.exports.request import export_request
from tasks.exports.write import write_export
from tasks.intake.exports import export_file, export_id_of, was_deleted
from tasks.intake.queue.queued_import import AskedAction
from tasks.warehouse.statements import transaction


@flow(name="create-export", persist_result=False)
async def create_export(
    tenant: str,
    project: str,
    what: str,
    fields: list[str] | None = None,
    filters: dict[str, Any] | None = None,
    order: str | None = None,
    format: ExportFormat = ExportFormat.CSV,
    action_id: str | None = None,
) -> ActionReport:
    """Write orders, customers, products or SKUs to a file.

    Args:
        tenant: Whose data, such as acme.
        project: The tenant's project, such as shop.
        what: order, customer, product or sku.
        fields: The columns; else those of the public API.
        filters: As segments have them.
        order: Such as -created_at.
        format: CSV, NDJSON or Parquet; NDJSON without fields is our own form.
        action_id: Run this interrupted action again; else leave empty.

    Raises:
        UsageError: A field, a filter or an order is none.
        RetryableError: Another process keeps the database for too long.
    """
    exported = ExportedObject(what)
    is_own_form = format is ExportFormat.NDJSON and exported in HAVE_OWN_FORM
    chosen = OBJECTS[exported].default if fields is None and not is_own_form else fields
    is_csv = format is ExportFormat.CSV
    request = export_request(exported, format, chosen, filters, order, expands_metadata=is_csv)

    def work(at_work: AtWork) -> ActionReport:
        home, export_id = at_work.warehouse.home, export_id_of(at_work.action_id)
        if was_deleted(home, export_id):
            return ActionReport(message=f"{export_id} was deleted before it began.", done_count=0)
        with at_work.warehouse.open() as con, transaction(con):
            count = write_export(con, request, export_file(home, at_work.key, export_id, format), naive_utc_now())
        return ActionReport(message=f"{count:,} {what}(s) exported.", done_count=count)

    given: dict[str, object] = {"what": what, "fields": fields, "filters": filters, "order": order, "format": format}
    asked = AskedAction(ActionType.EXPORTS_CREATE, given)
    return await run_action(ProjectKey(tenant, project), asked, action_id, work, create=True)
