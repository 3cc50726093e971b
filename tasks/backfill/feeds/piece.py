"""Some orders of a source, and where in it the next ones begin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from schemas.reports.report import Warned


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source an order begins: `position` as its feed counts it, `row` among the orders of the source;
    `checksum` is that of what comes before, or of the whole source.
    """

    position: int = 0
    row: int = 0
    checksum: int = 0


@dataclass(slots=True)
class Piece:
    """Whole orders in the columns of `ORDER_TEXTS`, the place of the next one, and how much of it all comes before."""

    orders: pl.DataFrame
    end: Place
    is_last: bool
    share: float

    def taken(self) -> pl.DataFrame:
        """Its orders, which the piece has no more: who makes pieces still has the last one while it is stored."""
        orders, self.orders = self.orders, self.orders.clear()
        return orders


class Feed(Protocol):
    """One source that is read in pieces."""

    @property
    def start(self) -> Place:
        """Where its first order begins."""

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What is worth knowing of the source as a whole."""

    def pieces(self, place: Place, size: int) -> Iterator[Piece]:
        """The orders from `place` on, at most so many at a time, at least one piece.

        Raises `ImportAbortedError` if what comes before is not what it was.
        """


def pieces_of(feed: Feed, place: Place, size_now: Callable[[], int]) -> Iterator[Piece]:
    """The orders of a feed from a place on, each piece as large as pieces are to be by then; at least one piece."""
    is_last = False
    while not is_last:
        size = size_now()
        for piece in feed.pieces(place, size):
            yield piece
            place, is_last = piece.end, piece.is_last
            if size_now() != size:
                break
