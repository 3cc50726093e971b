"""How far a backfill is: kept in the project's database, and changed only in the transaction that stores its orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from schemas.errors import RetryableError
from schemas.reports.report import Loaded, Warned, Written
from tasks.warehouse.statements import Connection, sql, written_count

_SOURCE = "source_index, name, format, preset, stamp, byte_count, first_row, next_row, position, checksum, is_done"
NOTHING_LOADED = Loaded(
    row_count=0, done_count=0, orders=Written(), customers=Written(), products=Written(), skus=Written()
)
_NOTED = ("format", "preset", "stamp", "byte_count", "first_row", "next_row", "position", "checksum", "is_done")
_KINDS = ("orders", "customers", "products", "skus")


@dataclass(frozen=True, slots=True)
class SourceProgress:
    """How far one source is read; the meaning of each field is that of the column in `schemas.tables.backfills`."""

    source_index: int
    name: str
    format: str | None = None
    preset: str | None = None
    stamp: str | None = None
    byte_count: int = 0
    first_row: int = 0
    next_row: int = 0
    position: int = 0
    checksum: int = 0
    is_done: bool = False


class Move(NamedTuple):
    """How far a source was before a portion, and is after it."""

    before: SourceProgress
    after: SourceProgress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is; `started_at` (naive UTC) is the time of the import that it is."""

    id: str
    started_at: datetime
    mapping_checksum: int
    loaded: Loaded
    sources: tuple[SourceProgress, ...]


def find_unfinished(con: Connection, command: str) -> Progress | None:
    """The backfill by the same command that has not ended, if there is one."""
    return _found(con, con.execute(sql("backfill/find_unfinished"), {"command": command}).fetchone())


def find_by_id(con: Connection, backfill_id: str) -> Progress | None:
    """The backfill of this id, if it has begun and has not ended."""
    return _found(con, con.execute(sql("backfill/find_by_id"), {"backfill_id": backfill_id}).fetchone())


def _found(con: Connection, found: tuple[str, datetime, int, str] | None) -> Progress | None:
    if found is None:
        return None
    backfill_id, started_at, mapping_checksum, loaded = found
    rows = con.execute(
        f"SELECT {_SOURCE} FROM backfill_sources WHERE backfill_id = ? ORDER BY source_index",  # noqa: S608 - ours
        [backfill_id],
    ).fetchall()
    sources = tuple(SourceProgress(*row) for row in rows)
    return Progress(backfill_id, started_at, mapping_checksum, Loaded.model_validate_json(loaded), sources)


def insert(con: Connection, progress: Progress, command: str) -> None:
    """Note a backfill that begins, in the caller's transaction."""
    values = {"backfill_id": progress.id, "command": command, "mapping_checksum": progress.mapping_checksum}
    con.execute(sql("backfill/insert_backfill"), {**values, "loaded": progress.loaded.model_dump_json()})
    con.executemany(
        sql("backfill/insert_source"), [[progress.id, each.source_index, each.name] for each in progress.sources]
    )


def note(con: Connection, backfill_id: str, moves: Sequence[Move], loaded: Loaded) -> None:
    """Note how far its sources are now, in the caller's transaction.

    Raises `RetryableError` if one is not where it was: another process goes on with the same backfill.
    """
    for before, after in moves:
        values = {name: getattr(after, name) for name in _NOTED}
        place = {"source_index": before.source_index, "was_at": before.next_row, "was_position": before.position}
        if not written_count(con, sql("backfill/note_source"), {**values, **place, "backfill_id": backfill_id}):
            message = "Another process goes on with this backfill."
            raise RetryableError(message, "Let it come to its end.")
    con.execute(sql("backfill/note_loaded"), {"backfill_id": backfill_id, "loaded": loaded.model_dump_json()})


def with_moves(progress: Progress, moves: Sequence[Move], loaded: Loaded) -> Progress:
    """The progress after a portion."""
    moved = {move.after.source_index: move.after for move in moves}
    sources = tuple(moved.get(each.source_index, each) for each in progress.sources)
    return replace(progress, sources=sources, loaded=loaded)


def added(one: Loaded, other: Loaded) -> Loaded:
    """What two portions have written in all."""
    kinds = {kind: _sum(getattr(one, kind), getattr(other, kind)) for kind in _KINDS}
    return Loaded(
        row_count=one.row_count + other.row_count,
        done_count=one.done_count + other.done_count,
        stale_count=one.stale_count + other.stale_count,
        warnings=added_warnings(one.warnings, other.warnings),
        **kinds,
    )


def _sum(one: Written, other: Written) -> Written:
    return Written(inserted=one.inserted + other.inserted, updated=one.updated + other.updated)


def added_warnings(one: Sequence[Warned], other: Sequence[Warned]) -> list[Warned]:
    """Warnings of the same kind as one, with the rows that came first."""
    found: dict[tuple[str, str], Warned] = {}
    for each in (*one, *other):
        before = found.get((each.code, each.message))
        count, rows = (before.count, before.rows) if before else (0, [])
        update = {"count": count + each.count, "rows": [*rows, *each.rows][:3]}
        found[each.code, each.message] = each.model_copy(update=update)
    return list(found.values())
