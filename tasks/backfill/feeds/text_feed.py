"""NDJSON in portions, straight from the file: a position is a byte of the text, unpacked where it is packed."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import islice
from pathlib import Path

from schemas.orders.frames import ORDER_TEXTS
from schemas.reports.report import Warned
from tasks.backfill.feeds.piece import Piece, Place
from tasks.backfill.feeds.sight import Sight
from tasks.backfill.feeds.stamp import changed
from tasks.extract.extract import Prepared, in_chunks
from tasks.extract.formats.json_source import read_lines, read_more_lines
from tasks.extract.source import Source
from tasks.extract.source_errors import source_errors

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TextFeed:
    """The lines of a file in UTF-8."""

    prepared: Prepared
    sight: Sight
    start: Place = field(default=Place(), init=False)
    warnings: tuple[Warned, ...] = field(default=(), init=False)

    def check(self) -> None:
        """Raise `ImportAbortedError` if its first lines show that it is no NDJSON."""
        name = self.prepared.source.name
        with source_errors(name), self._open() as file:
            read_lines(Source(name, b"".join(file.readlines(_BLOCK))), is_guess=self.prepared.is_guess)

    def pieces(self, place: Place, size: int) -> Iterator[Piece]:
        """See `Feed`; a size counts lines."""
        name = self.prepared.source.name
        with source_errors(name), self._open() as file:
            self._go_to(place, file)
            is_last = False
            while not is_last:
                piece = self._piece(file, place, size)
                place, is_last = piece.end, piece.is_last
                yield piece

    def _piece(self, file: BufferedReader, place: Place, size: int) -> Piece:
        text = b"".join(islice(file, size))
        is_last = not file.peek(1)
        lines = read_more_lines(Source(self.prepared.source.name, text))
        orders = lines.with_row_index("row", place.row).cast(ORDER_TEXTS)
        checksum = zlib.crc32(text, place.checksum)
        end = Place(place.position + len(text), place.row + orders.height, checksum)
        return Piece(in_chunks(orders), end, is_last, self._share(end, is_last=is_last))

    def _go_to(self, place: Place, file: BufferedReader) -> None:
        """Have `file` at a place. Raises `ImportAbortedError` if what comes before is not what it was."""
        if place.position and self.sight.is_untouched():
            _skip(file, place.position)
            return
        found = self.sight.now()
        if _checksum(file, place.position) != place.checksum:
            raise changed(self.prepared.source.name)
        self.sight.write(found)

    def _share(self, place: Place, *, is_last: bool) -> float:
        """How much of the file is read; one that is packed holds more than it is long, nobody knows how much."""
        location = self.prepared.source.location
        size = location.stat().st_size if isinstance(location, Path) else 0
        return 1.0 if is_last else min(place.position / max(size, 1), 0.99)

    def _open(self) -> BufferedReader:
        return self.prepared.source.unpacked()


def _skip(file: BufferedReader, length: int) -> None:
    """Go on so many bytes; of what is packed, they have to be unpacked."""
    if file.seekable():
        file.seek(length)
        return
    while length and (block := file.read(min(length, _BLOCK))):
        length -= len(block)


def _checksum(file: BufferedReader, length: int) -> int:
    """The CRC-32 of the next bytes; another one than expected where there are less."""
    found = 0
    while length and (block := file.read(min(length, _BLOCK))):
        found = zlib.crc32(block, found)
        length -= len(block)
    return found if not length else -1
