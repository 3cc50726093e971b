"""Parquet in portions: a file of orders in our own form, or one that `spool` has written; a position is a row of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas.orders.frames import ORDER_TEXTS
from schemas.reports.report import Warned
from tasks.backfill.feeds.piece import Piece, Place
from tasks.backfill.feeds.stamp import changed
from tasks.extract.extract import in_chunks
from tasks.extract.formats.parquet_blocks import parquet_blocks
from tasks.extract.formats.parquet_source import own_orders, parquet_errors
from tasks.extract.source import Source
from tasks.extract.source_errors import source_errors


@dataclass(frozen=True, slots=True)
class FrameFeed:
    """The rows of a Parquet file: orders of `source` that are put on disk already, or rows in our own form."""

    source: Source
    path: Path
    start: Place
    is_spooled: bool
    warnings: tuple[Warned, ...] = ()

    def pieces(self, place: Place, size: int) -> Iterator[Piece]:
        """See `Feed`."""
        if place.checksum != self.start.checksum:
            raise changed(self.source.name)
        position = place.position
        with source_errors(self.source.name), parquet_errors(self.source):
            length = pl.scan_parquet(self.path, glob=False).select(pl.len()).collect().item()
            for frame in parquet_blocks(self.path, position, size):
                orders = frame if self.is_spooled else self._own_form(frame, position)
                position += frame.height
                next_row = place.row if orders.is_empty() else orders["row"][-1] + 1
                place = Place(position, next_row, self.start.checksum)
                piece = Piece(in_chunks(orders), place, position == length, position / max(length, 1))
                # what is not named here is let go of while the piece is stored
                del frame, orders
                yield piece

    def _own_form(self, frame: pl.DataFrame, position: int) -> pl.DataFrame:
        texts = own_orders(self.source, frame)
        return texts.with_row_index("row", position).cast(ORDER_TEXTS)
