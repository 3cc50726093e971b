"""Ends a backfill whose portions are all stored: the refresh of its customers, the rejects file, the report."""

import shutil
import time
from pathlib import Path

from schemas.clock import aware_utc, naive_utc_now, utc_now
from schemas.ids import ProjectKey
from schemas.reports.backfill_report import BackfillReport, SourceReport
from schemas.reports.report import Loaded, Reject, SegmentRefresh
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.begin import described
from tasks.backfill.progress import Progress
from tasks.backfill.reconciled.reconciliation import reconcile
from tasks.effects.import_effects import effects_of
from tasks.extract.source_name import shown_name
from tasks.imports import history
from tasks.imports.rejects_file import write_rejects_file
from tasks.segments.refresh import refresh
from tasks.warehouse.statements import Connection, sql, transaction

_MOST_SHOWN = 100


def end(
    con: Connection,
    request: BackfillRequest,
    progress: Progress,
    rejects_folder: Path | None,
    folder: Path,
    attempt: tuple[float, int],
) -> BackfillReport:
    """Do what is left to do once, and report. `attempt` is when this one began, and how many orders were there then.

    After a crash in it, the same again goes on.
    """
    loaded = {"backfill_id": progress.id, "now": naive_utc_now(), "loaded": progress.loaded.model_dump_json()}
    with transaction(con):
        con.execute(sql("backfill/is_loaded"), loaded)
    segments = refresh(con, progress.id)
    rejects_file = None if rejects_folder is None else write_rejects_file(con, progress.id, rejects_folder)
    found = reconcile(con, progress.id, progress.started_at, progress.loaded, request.expected)
    report = _report(con, request.key, progress, segments, attempt).model_copy(
        update={"rejects_file": None if rejects_file is None else str(rejects_file), "reconciliation": found}
    )
    with transaction(con):
        con.execute(sql("backfill/end_backfill"), {"backfill_id": progress.id})
        con.execute(sql("backfill/forget_rows"), {"backfill_id": progress.id})
        history.note_end(con, report.as_import(described([each.name for each in progress.sources])))
        con.execute(sql("backfill/count_rejected"), {"backfill_id": progress.id, "failed_count": report.failed_count})
    shutil.rmtree(folder, ignore_errors=True)
    return report


def _report(
    con: Connection, key: ProjectKey, progress: Progress, segments: list[SegmentRefresh], attempt: tuple[float, int]
) -> BackfillReport:
    begun_at, had = attempt
    loaded = progress.loaded
    query = "SELECT row, source_id, path, reason FROM rejects WHERE import_id = ? ORDER BY row LIMIT ?"
    failed = con.execute(query, [progress.id, _MOST_SHOWN]).pl().to_dicts()
    return BackfillReport(
        import_id=progress.id,
        tenant=key.tenant,
        project=key.project,
        sources=[
            SourceReport(
                name=shown_name(each.name),
                format=each.format,
                preset=each.preset,
                byte_count=each.byte_count,
                first_row=each.first_row,
            )
            for each in progress.sources
        ],
        created_at=aware_utc(progress.started_at),
        updated_at=utc_now(),
        failed_count=loaded.failed_count,
        failed=[Reject(**each) for each in failed],
        segments=segments,
        effects=effects_of(con, progress.id),
        seconds=round(time.monotonic() - begun_at, 3),
        attempt_row_count=loaded.row_count - had,
        **{name: getattr(loaded, name) for name in Loaded.model_fields},
    )
