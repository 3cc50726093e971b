"""Stores one portion together with how far the backfill is then, all of it or nothing."""

from dataclasses import dataclass, replace

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import Extracted, Validated
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Loaded
from tasks.backfill.feeds.piece import Piece
from tasks.backfill.progress import Progress, SourceProgress, added, note, with_source
from tasks.backfill.reconciled.reconciliation import note_rows
from tasks.erased.orders import without_erased
from tasks.load.load import write
from tasks.segments.refresh import finish_earlier
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.statements import Connection, sql, transaction
from tasks.warehouse.threads import limit_threads


@dataclass(slots=True)
class Portion:
    """Orders that were checked each on its own, to be taken out once.

    Once they are stored, `source` is how far their source is, and `share` of it is read.
    """

    validated: list[Validated]
    source: SourceProgress
    share: float


def checked(piece: Piece, source: SourceProgress) -> Portion:
    """A piece of a source with its rows counted among those of all sources."""
    rows = (pl.col("row") + source.first_row).cast(pl.UInt32)
    extracted = Extracted(source.name, SourceFormat(source.format or ""), piece.orders.with_columns(rows))
    after = replace(
        source,
        next_row=source.first_row + piece.end.row,
        position=piece.end.position,
        checksum=piece.end.checksum,
        is_done=piece.is_last,
    )
    return Portion([validate(extracted, max(piece.orders.height, 1))], after, piece.share)


def store(
    con: Connection, key: ProjectKey, progress: Progress, portion: Portion, *, restores_erased: bool = False
) -> Progress:
    """Commit a portion, and say how far the backfill is then.

    Raises `RetryableError` if another process has gone on with it.
    """
    before = progress.sources[portion.source.source_index]
    finish_earlier(con)
    validated = portion.validated.pop()
    if validated.texts.is_empty():
        return _moved(con, progress, before, portion.source, progress.loaded)
    limit_threads(con, validated.texts.height)
    # a frame is let go of once the next one is made of it
    held = [validated]
    del validated
    with transaction(con):
        allowed = [without_erased(con, held.pop(), is_restored=restores_erased)]
        staged = [transform(con, allowed.pop(), key, progress.id, progress.started_at)]
        note_rows(con, progress.id, staged[0])
        written = write(con, staged.pop(), progress.id, progress.started_at, is_read_here=True)
        loaded = added(progress.loaded, written)
        note(con, progress.id, before, portion.source, loaded)
        con.execute(sql("backfill/is_not_loaded"), {"backfill_id": progress.id, **_counts(loaded)})
    return with_source(progress, portion.source, loaded)


def _moved(
    con: Connection, progress: Progress, before: SourceProgress, after: SourceProgress, loaded: Loaded
) -> Progress:
    with transaction(con):
        note(con, progress.id, before, after, loaded)
    return with_source(progress, after, loaded)


def open_source(con: Connection, progress: Progress, after: SourceProgress, loaded: Loaded) -> Progress:
    """Note what a source is found to be, before anything of it is stored."""
    return _moved(con, progress, progress.sources[after.source_index], after, loaded)


def _counts(loaded: Loaded) -> dict[str, object]:
    counts = {name: getattr(loaded, name) for name in ("row_count", "done_count", "failed_count")}
    return {"loaded": loaded.model_dump_json(), **counts}
