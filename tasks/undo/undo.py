"""An undo as one plain function: what an import or backfill did is taken back, and an undo of an undo gives it back.

Invariant: rows, versions, effects, and the undo's own rows in `imports` and `undos` are one transaction. What follows,
the refresh of its customers, is due then as it is after an import, and whoever writes next does it if this process
dies; the same undo again ends it. Whoever calls this has the project to itself.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas.clock import aware_utc, utc_now
from schemas.effects.choices import EffectsMode
from schemas.errors import RefreshDueError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from schemas.reports.report import ImportStatus
from schemas.reports.undo_report import MOST_LISTED, Changed, Kept, UndoReport
from tasks.imports import history
from tasks.load.load import next_write_number
from tasks.segments.memberships import leave_every_segment
from tasks.segments.refresh import finish_earlier, refresh
from tasks.undo.apply import apply, find_changes, forget
from tasks.undo.chosen import choose, register_chosen, require_undoable, undos_of
from tasks.undo.kept import kept_fields, kept_rows, taken_names
from tasks.undo.later import with_later
from tasks.undo.replay import replay
from tasks.undo.undone_effects import undo_effects
from tasks.warehouse.statements import Connection, rolled_back, sql, transaction
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name

_KINDS = (Kind.ORDER, Kind.CUSTOMER, Kind.SKU, Kind.PRODUCT)
"""What may name others comes before them: whether they may go is clear then."""


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """What is to be undone: an import, a backfill or an undo. `undo_id` is the id of this undo itself, an import's.

    With `cascade`, later imports that wrote the same fields are undone with it.
    """

    undo_id: str
    key: ProjectKey
    import_id: str
    cascade: bool = False


def undo(con: Connection, request: UndoRequest, now: datetime) -> UndoReport:
    """Undo, and bring up to date what follows. `now` is naive UTC.

    Raises `UsageError` if the import cannot be undone; nothing is written then.
    """
    finish_earlier(con)
    report = _begun(con, request)
    if report is None:
        with transaction(con):
            report = _write(con, request, now)
    return report if report.status is ImportStatus.DONE else _finish(con, report)


def _begun(con: Connection, request: UndoRequest) -> UndoReport | None:
    """This undo, or one of the same import that an earlier attempt has not ended."""
    unfinished = con.execute(sql("undo/unfinished"), {"import_id": request.import_id}).fetchone()
    return find_undo(con, request.undo_id) or (find_undo(con, unfinished[0]) if unfinished else None)


def rehearse_undo(con: Connection, request: UndoRequest, now: datetime) -> UndoReport:
    """What `undo` would do; nothing of it stays."""
    with rolled_back(con):
        return undo(con, request, now)


def find_undo(con: Connection, undo_id: str) -> UndoReport | None:
    """The report of an undo, if there is one of this id."""
    found = con.execute("SELECT report FROM undos WHERE id = ?", [undo_id]).fetchone()
    return None if found is None else UndoReport.model_validate_json(found[0])


def _write(con: Connection, request: UndoRequest, now: datetime) -> UndoReport:
    require_undoable(con, request.key, request.import_id)
    undone = [request.import_id]
    if request.cascade:
        undone = with_later(con, request.key, undone)
    chosen = choose(con, request.undo_id, undone)
    register_chosen(con, chosen)
    history.note_begin(con, request.undo_id, None, "undo", None, now, effects=EffectsMode.NONE)
    changed, kept = _write_rows(con, request.undo_id, now)
    report = UndoReport(
        undo_id=request.undo_id,
        tenant=request.key.tenant,
        project=request.key.project,
        undone=undone,
        is_undo_of_undo=any(undo_id in undone for undo_id, _ in undos_of(con)),
        created_at=aware_utc(now),
        updated_at=aware_utc(now),
        **{kind.table: changed[kind] for kind in _KINDS},
        kept_count=len(kept),
        kept=kept[:MOST_LISTED],
        effects=undo_effects(con, request.undo_id, now),
    )
    stored = report.for_storage()
    con.execute(
        sql("undo/insert_undo"), {"undo_id": request.undo_id, "undone": undone, "report": stored.model_dump_json()}
    )
    con.execute(sql("undo/mark_written"), _counts(report, now))
    return report


def _counts(report: UndoReport, now: datetime) -> dict[str, object]:
    loaded = report.as_import().model_dump_json(include={"row_count", "done_count", *(kind.table for kind in _KINDS)})
    return {
        **{"undo_id": report.undo_id, "source": report.source, "now": now},
        **{"row_count": report.row_count, "loaded": loaded},
    }


def _write_rows(con: Connection, undo_id: str, now: datetime) -> tuple[dict[Kind, Changed], list[Kept]]:
    write_number, changed, kept = next_write_number(con), dict.fromkeys(_KINDS, Changed()), list[Kept]()
    for kind in _KINDS:
        if replay(con, kind):
            taken = find_changes(con, kind)
            kept += [*kept_rows(con, kind), *kept_fields(con, kind), *taken_names(kind, taken)]
            changed[kind] = apply(con, kind, undo_id, write_number, now)
            if kind is Kind.CUSTOMER:
                _let_go(con, undo_id, now)
        forget(con)
    con.execute(sql("undo/insert_pending"), {"undo_id": undo_id, "write_number": write_number})
    return changed, kept


def _let_go(con: Connection, undo_id: str, now: datetime) -> None:
    """The customers who go have no summary and are in no segment."""
    gone = [row_id for (row_id,) in con.execute("SELECT id FROM undo_changes WHERE goes").fetchall()]
    if gone:
        con.execute(sql("undo/forget_summaries"), {"customer_ids": gone})
        leave_every_segment(con, gone, undo_id, now, [])


def _finish(con: Connection, report: UndoReport) -> UndoReport:
    try:
        with calls_what_is_away_by_its_name():
            segments = refresh(con, report.undo_id)
    except Exception as error:
        due = f"The {report.source} is stored, but the segments are not up to date yet"
        raise RefreshDueError.of(due, error, "The same undo goes on with them.") from error
    done = report.model_copy(update={"segments": segments, "status": ImportStatus.DONE, "updated_at": utc_now()})
    with transaction(con):
        stored = done.for_storage().model_dump_json()
        con.execute(sql("undo/set_report"), {"undo_id": report.undo_id, "report": stored})
        history.note_end(con, done.as_import())
    return done
