"""A bulk update as one plain function: read, judge, write, with all that follows, and the report.

Invariant: rows, what follows from them, history and report are one transaction, so an update that is run again, after a
crash at any point, is either not there or done. Whoever calls this has the project to itself.
"""

from datetime import datetime

from schemas.clock import naive_utc, utc_now
from schemas.orders.frames import Extracted, Kind
from schemas.reports.report import ImportReport, ImportStatus, Loaded
from tasks.bulk.request import BulkRequest
from tasks.bulk.rows import read_rows
from tasks.bulk.staging import Stamp, stage_rows
from tasks.effects.import_effects import effects_of
from tasks.imports import history
from tasks.imports.core import Warehouse
from tasks.load.load import write
from tasks.segments.memberships import drop_temporary_tables
from tasks.segments.refresh import finish_earlier, refresh_touched, refreshed_by
from tasks.updates.by_name import id_of
from tasks.warehouse.key_hashes import hash_of
from tasks.warehouse.statements import Connection, sql, transaction
from tasks.warehouse.threads import limit_threads


def bulk_update(request: BulkRequest, warehouse: Warehouse) -> ImportReport:
    """Store the rows; those that are handed back are in the report, not an error.

    Raises `ImportAbortedError` if the body is refused as a whole and nothing was written, `NotFoundError` if there is
    no such product, `RetryableError` if something outside is in the way.
    """
    begun = utc_now()
    with warehouse.open() as con:
        if history.find_row(con, request.action_id) is not None:
            return history.find(con, request.key, request.action_id)
    rows = read_rows(request)
    with warehouse.open() as con:
        return _store(con, request, rows, begun)


def _store(con: Connection, request: BulkRequest, rows: Extracted, begun: datetime) -> ImportReport:
    action_id, now = request.action_id, naive_utc(begun)
    finish_earlier(con)
    limit_threads(con, rows.orders.height)
    product_id = None if request.product is None else id_of(con, Kind.PRODUCT, request.product)
    staged = stage_rows(con, rows, request.kind.entity, Stamp(request.key, action_id, now), product_id)
    with transaction(con):
        history.note_begin(con, action_id, request.flow_run_id, request.type.value, rows.format, now)
        loaded = write(con, staged, action_id, now)
        con.execute(sql("segments/touch_pending").format(hash=hash_of("id")), {"import_id": action_id})
        refresh_touched(con, request.kind.cause, action_id, now)
        drop_temporary_tables(con)
        report = _report(con, request, rows, loaded, begun)
        history.note_end(con, report)
    return report


def _report(con: Connection, request: BulkRequest, rows: Extracted, loaded: Loaded, begun: datetime) -> ImportReport:
    return ImportReport(
        import_id=request.action_id,
        tenant=request.key.tenant,
        project=request.key.project,
        source=request.type.value,
        format=rows.format,
        noun=request.kind.entity.noun,
        status=ImportStatus.DONE,
        created_at=begun,
        updated_at=utc_now(),
        failed=history.rejects_of(con, request.action_id),
        segments=refreshed_by(con, request.action_id),
        effects=effects_of(con, request.action_id),
        **{name: getattr(loaded, name) for name in Loaded.model_fields},
    )
