"""Ends a backfill that nobody goes on with: what it has stored stays, and its customers are brought up to date."""

import shutil
from pathlib import Path

from schemas.clock import aware_utc, naive_utc_now, utc_now
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport, ImportStatus, Loaded
from tasks.backfill.progress import Progress
from tasks.imports import history
from tasks.segments.refresh import refresh
from tasks.warehouse.statements import Connection, sql, transaction


def leave(
    con: Connection,
    key: ProjectKey,
    progress: Progress,
    source: str,
    folder: Path,
    why: str = "It was left for a new one",
) -> ImportReport:
    """Do what is due for the portions that are stored, and note that no more will come; `folder` is its own."""
    loaded = {"backfill_id": progress.id, "now": naive_utc_now(), "loaded": progress.loaded.model_dump_json()}
    with transaction(con):
        con.execute(sql("backfill/is_loaded"), loaded)
    report = ImportReport(
        import_id=progress.id,
        tenant=key.tenant,
        project=key.project,
        source=source,
        status=ImportStatus.FAILED,
        created_at=aware_utc(progress.started_at),
        updated_at=utc_now(),
        segments=refresh(con, progress.id),
        error=f"{why}; {progress.loaded.done_count:,} orders of it are stored.",
        **{name: getattr(progress.loaded, name) for name in Loaded.model_fields},
    )
    with transaction(con):
        con.execute(sql("backfill/end_backfill"), {"backfill_id": progress.id})
        con.execute(sql("backfill/forget_rows"), {"backfill_id": progress.id})
        history.note_end(con, report)
    shutil.rmtree(folder, ignore_errors=True)
    return report
