"""Reads sources one after the other in portions: of a large one a part, of small ones several.

Belongs here: what a portion is. Does not: the database, which whoever takes the portions has in another thread.
"""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from schemas.mapping.mapping import Mapping
from schemas.orders.frames import Extracted, Validated
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Warned
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.feeds.feed import Opened, feed_of, open_one
from tasks.backfill.feeds.piece import Feed, Piece, Place, pieces_of
from tasks.backfill.feeds.stamp import changed
from tasks.backfill.progress import Move, SourceProgress
from tasks.extract.extract import in_chunks
from tasks.validate.validate import validate
from tasks.warehouse.private_files import private_folder

_PATIENCE_SECONDS = 10.0


@dataclass(slots=True)
class Portion:
    """Orders that were checked each on its own, to be taken out once.

    `moves` say how far their sources are once they are stored, and `share` how much of the last one is read then;
    `warnings` are about sources as a whole.
    """

    validated: list[Validated]
    moves: list[Move]
    warnings: list[Warned]
    share: float

    @property
    def last(self) -> SourceProgress:
        """The source that it ends in."""
        return self.moves[-1].after


@dataclass(slots=True)
class _Held:
    """What was read for a portion by now; `row` of its orders counts among those of all sources."""

    orders: list[pl.DataFrame] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    share: float = 0.0
    order_count: int = 0
    begun_at: float = 0.0

    def add(self, orders: pl.DataFrame, move: Move, warnings: Sequence[Warned], share: float) -> None:
        if not self.orders:
            self.begun_at = time.monotonic()
        self.orders.append(orders)
        self.moves.append(move)
        self.warnings.extend(warnings)
        self.order_count += orders.height
        self.share = share

    @property
    def is_slow(self) -> bool:
        """Whether somebody who watches would like to see something stored."""
        return time.monotonic() - self.begun_at > _PATIENCE_SECONDS

    def checked(self) -> Portion:
        """The portion; nothing is held any more."""
        first = self.moves[0].after
        # of many small sources as if they were one
        orders = self.orders[0] if len(self.orders) == 1 else in_chunks(pl.concat(self.orders, rechunk=True))
        extracted = Extracted(first.name, SourceFormat(first.format or ""), orders)
        portion = Portion([validate(extracted, max(orders.height, 1))], self.moves, self.warnings, self.share)
        self.orders, self.moves, self.warnings, self.order_count = [], [], [], 0
        return portion


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one backfill; what has to be put on disk to read them goes to `folder`.

    `size_now` says how many orders the next portion is to have.
    """

    request: BackfillRequest
    mapping: Mapping | None
    variables: Pairs[str, str]
    folder: Path
    size_now: Callable[[], int]

    def portions(self, sources: Sequence[SourceProgress]) -> Generator[Portion, None, None]:
        """What is left of `sources`, which are all of the backfill, in their order.

        Raises `ImportAbortedError` if one cannot be read or has changed, after all that comes before it.
        """
        held, next_row = _Held(), 0
        try:
            for source in sources:
                now = source
                for now in () if source.is_done else self._read(source, next_row, held):
                    if not now.is_done or held.order_count >= self.size_now() or held.is_slow:
                        yield held.checked()
                next_row = max(next_row, now.next_row)
        except Exception:
            if held.moves:
                yield held.checked()
            raise
        if held.moves:
            yield held.checked()

    def _read(self, source: SourceProgress, first_row: int, held: _Held) -> Iterator[SourceProgress]:
        """Add piece after piece of a source to what is held, and say how far the source is after each."""
        private_folder(self.folder)
        place = self.folder / f"{source.source_index:06d}"
        opened = open_one(source.name, self.request, self.mapping, self.variables, place)
        if source.stamp is not None and source.stamp != opened.stamp:
            raise changed(source.name)
        feed = feed_of(opened, place, is_begun=source.format is not None)
        before, warnings = source, tuple[Warned, ...]()
        if source.format is None:
            source, warnings = _found(source, opened, feed, first_row), feed.warnings
        begins = Place(source.position, source.next_row - source.first_row, source.checksum)
        for piece in pieces_of(feed, begins, lambda: max(self.size_now() - held.order_count, 1)):
            if not opened.is_unchanged():
                raise changed(source.name)
            source = _after(source, piece)
            rows = (pl.col("row") + source.first_row).cast(pl.UInt32)
            held.add(piece.taken().with_columns(rows), Move(before, source), warnings, piece.share)
            before, warnings = source, ()
            yield source


def _found(source: SourceProgress, opened: Opened, feed: Feed, first_row: int) -> SourceProgress:
    """A source of which nothing is read, with what it is found to be."""
    return replace(
        source,
        format=opened.prepared.format,
        preset=opened.prepared.preset,
        stamp=opened.stamp,
        byte_count=opened.path.stat().st_size,
        first_row=first_row,
        next_row=first_row,
        checksum=feed.start.checksum,
    )


def _after(source: SourceProgress, piece: Piece) -> SourceProgress:
    return replace(
        source,
        next_row=source.first_row + piece.end.row,
        position=piece.end.position,
        checksum=piece.end.checksum,
        is_done=piece.is_last,
    )
