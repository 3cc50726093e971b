"""The history of a project's imports: one row each, from its start on, and its report once it has ended.

Invariant: `loaded_at` is set in the transaction that commits an import's orders, so whoever runs an interrupted
import again can tell what is left to do: everything, the segment refresh, or nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from schemas.clock import aware_utc, naive_utc, utc_now
from schemas.effects.choices import EffectsMode
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport, ImportStatus, Loaded, Reject
from tasks.warehouse.statements import Connection, sql, transaction

_COLUMNS = "id, source, format, status, started_at, loaded_at, finished_at, report"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of `imports`; times are naive UTC, `report` is JSON text: a `Loaded`, later an `ImportReport`."""

    id: str
    source: str
    format: str | None
    status: str
    started_at: datetime
    loaded_at: datetime | None
    finished_at: datetime | None
    report: str | None


def find_row(con: Connection, import_id: str) -> ImportRow | None:
    """The import's row, if it ever began in this project."""
    found = con.execute(f"SELECT {_COLUMNS} FROM imports WHERE id = ?", [import_id]).fetchone()  # noqa: S608 - ours
    return None if found is None else ImportRow(*found)


def note_begin(
    con: Connection,
    import_id: str,
    flow_run_id: str | None,
    source: str,
    format: str | None,
    now: datetime,
    *,
    effects: EffectsMode = EffectsMode.DEFAULT,
    effects_limit: int | None = None,
) -> None:
    """Note that an import starts of which nothing is noted, in the caller's transaction. `now` is naive UTC.

    It may cause what `effects` says; with `effects_limit`, more deliveries than that are held.
    """
    values = {"import_id": import_id, "flow_run_id": flow_run_id, "source": source, "format": format, "now": now}
    chosen = {"effects": effects.value, "effects_limit": effects_limit}
    con.execute(sql("imports/insert_import"), {**values, **chosen})


def forget(con: Connection, import_id: str) -> None:
    """Let nothing be noted of an import that wrote nothing, so that it can start over; in the caller's transaction."""
    con.execute(sql("imports/delete_import"), {"import_id": import_id})


def is_backfill(con: Connection, import_id: str) -> bool:
    """Whether it is one of more than one portion, which nobody but a backfill goes on with."""
    return con.execute("SELECT 1 FROM backfills WHERE id = ?", [import_id]).fetchone() is not None


def finish(con: Connection, report: ImportReport) -> None:
    """Keep the report of an import that has begun and has now ended. The rejects are in `rejects` already."""
    with transaction(con):
        note_end(con, report)


def note_end(con: Connection, report: ImportReport) -> None:
    """Do what `finish` does in the caller's transaction."""
    values = {
        "import_id": report.import_id,
        "status": report.status.value,
        "format": report.format,
        "now": naive_utc(report.updated_at),
        "report": report.model_dump_json(exclude={"failed"}),
        "row_count": report.row_count,
        "done_count": report.done_count,
        "failed_count": report.failed_count,
    }
    con.execute(sql("imports/finish_import"), values)


def interrupted(con: Connection) -> list[str]:
    """Ids of the imports that began, wrote no orders and never ended, the first begun first; a backfill goes on."""
    query = """SELECT id FROM imports ANTI JOIN backfills USING (id)
        WHERE status = 'IN_PROGRESS' AND loaded_at IS NULL ORDER BY started_at"""
    return [import_id for (import_id,) in con.execute(query).fetchall()]


def give_up(con: Connection, key: ProjectKey, import_id: str, reason: str) -> None:
    """End the history of an import that nobody works on any more; one that wrote its orders, or ended, is left alone.

    Running it again begins anew; a backfill goes on, and so is left alone too.
    """
    row = find_row(con, import_id)
    if row is None or row.loaded_at is not None or row.finished_at is not None or is_backfill(con, import_id):
        return
    ended = {"status": ImportStatus.FAILED, "error": reason, "hint": "Run the same import again."}
    finish(con, _report(key, row, rejects_of(con, row.id)).model_copy(update={**ended, "updated_at": utc_now()}))


def find(con: Connection, key: ProjectKey, import_id: str) -> ImportReport:
    """The import's report, or as much as is known while it runs. Raises `UsageError` if there is no such import."""
    row = _row(con, key, import_id)
    return _report(key, row, rejects_of(con, row.id))


def outline(con: Connection, key: ProjectKey, import_id: str) -> ImportReport:
    """The same without the orders that were handed back, of which a backfill may have millions."""
    return _report(key, _row(con, key, import_id), [])


def history(con: Connection, key: ProjectKey, limit: int) -> list[ImportReport]:
    """The project's newest imports, newest first."""
    query = f"SELECT {_COLUMNS} FROM imports ORDER BY started_at DESC, id DESC LIMIT ?"  # noqa: S608 - names are ours
    rows = [ImportRow(*row) for row in con.execute(query, [limit]).fetchall()]
    return [_report(key, row, rejects_of(con, row.id)) for row in rows]


def rejects_of(con: Connection, import_id: str) -> list[Reject]:
    """What an import handed back, in source order, without the raw text."""
    query = "SELECT row, source_id, path, reason FROM rejects WHERE import_id = ? ORDER BY row"
    found = con.execute(query, [import_id]).fetchall()
    return [Reject(row=row, source_id=source_id, path=path, reason=reason) for row, source_id, path, reason in found]


def loaded_of(row: ImportRow) -> Loaded:
    """What the load of an import wrote that is not finished yet; `loaded_at` must be set."""
    return Loaded.model_validate_json(row.report or "")


def _row(con: Connection, key: ProjectKey, import_id: str) -> ImportRow:
    row = find_row(con, import_id)
    if row is None:
        message = f"{key} has no import {import_id}."
        raise UsageError(message, operator_hint="`orders imports` lists what it has.")
    return row


def _report(key: ProjectKey, row: ImportRow, failed: list[Reject]) -> ImportReport:
    if row.finished_at is not None:
        return ImportReport.model_validate({**json.loads(row.report or ""), "failed": failed})
    # of a backfill that is under way, what its portions have written so far
    known = loaded_of(row).model_dump() if row.report is not None else {}
    return ImportReport(
        import_id=row.id,
        tenant=key.tenant,
        project=key.project,
        source=row.source,
        format=row.format,
        status=ImportStatus.IN_PROGRESS,
        created_at=aware_utc(row.started_at),
        updated_at=aware_utc(row.loaded_at or row.started_at),
        failed=failed,
        **known,
    )
