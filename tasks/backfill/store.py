"""Stores one portion together with how far the backfill is then, all of it or nothing."""

from schemas.ids import ProjectKey
from schemas.reports.report import Loaded
from tasks.backfill.portions import Portion
from tasks.backfill.progress import Progress, added, added_warnings, note, with_moves
from tasks.backfill.reconciled.reconciliation import note_rows
from tasks.erased.orders import without_erased
from tasks.load.load import write
from tasks.segments.refresh import finish_earlier
from tasks.transform.transform import transform
from tasks.warehouse.statements import Connection, sql, transaction
from tasks.warehouse.threads import limit_threads


def store(
    con: Connection, key: ProjectKey, progress: Progress, portion: Portion, *, restores_erased: bool = False
) -> Progress:
    """Commit a portion, and say how far the backfill is then.

    Raises `RetryableError` if another process has gone on with it.
    """
    finish_earlier(con)
    noted = added_warnings(progress.loaded.warnings, portion.warnings)
    before = progress.loaded.model_copy(update={"warnings": noted})
    order_count = portion.validated[0].texts.height
    if not order_count:
        with transaction(con):
            note(con, progress.id, portion.moves, before)
        return with_moves(progress, portion.moves, before)
    limit_threads(con, order_count)
    with transaction(con):
        # no name for what is allowed: it is let go of once it is transformed
        staged = [
            transform(
                con,
                without_erased(con, portion.validated.pop(), is_restored=restores_erased),
                key,
                progress.id,
                progress.started_at,
            )
        ]
        note_rows(con, progress.id, staged[0])
        written = write(con, staged.pop(), progress.id, progress.started_at, is_read_here=True)
        loaded = added(before, written)
        note(con, progress.id, portion.moves, loaded)
        con.execute(sql("backfill/is_not_loaded"), {"backfill_id": progress.id, **_counts(loaded)})
    return with_moves(progress, portion.moves, loaded)


def _counts(loaded: Loaded) -> dict[str, object]:
    counts = {name: getattr(loaded, name) for name in ("row_count", "done_count", "failed_count")}
    return {"loaded": loaded.model_dump_json(), **counts}
