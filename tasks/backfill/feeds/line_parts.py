"""The lines of a source that a mapping is for, some of them at a time, unless it has to be read whole."""

from collections.abc import Callable, Iterator
from itertools import islice
from mmap import ACCESS_READ, MADV_DONTNEED, mmap
from pathlib import Path

import polars as pl

from schemas.mapping.mapping import Mapping
from schemas.orders.array_elements import elements_apart
from schemas.orders.source_format import SourceFormat
from tasks.extract.extract import Prepared
from tasks.extract.formats.csv_blocks import csv_blocks
from tasks.extract.formats.json_records import lines_of
from tasks.extract.formats.parquet_blocks import parquet_blocks
from tasks.extract.formats.parquet_source import parquet_errors
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.parts import are_alone, can_be_in_parts
from tasks.extract.source import Source

_ROWS, _BYTES = 20_000, 8 * 1024 * 1024
_PARQUET = b"PAR1"
# what comes back from DuckDB as it went there
_PLAIN = (pl.String, pl.Boolean, pl.Date, pl.Decimal)


def line_parts(prepared: Prepared, mapping: Mapping) -> Callable[[], Iterator[Lines]] | None:
    """How to read the lines of a source, as often as need be; None if it has to be read whole."""
    source, location = prepared.source, prepared.source.location
    if mapping.order is None or not isinstance(location, Path) or not can_be_in_parts(mapping):
        return None
    match prepared.format:
        case SourceFormat.CSV:
            return lambda: csv_blocks(source, mapping.file, mapping.header(), mapping.repeated(), size=_BYTES)
        case SourceFormat.NDJSON if are_alone(mapping) and not (mapping.file.records or mapping.file.children):
            return lambda: _of_texts(text_lines(source), mapping)
        case SourceFormat.JSON if are_alone(mapping) and mapping.file.records is None and is_array(location):
            return lambda: _of_texts(array_texts(location), mapping)
        case SourceFormat.PARQUET if _is_plain(location):
            return lambda: _of_parquet(prepared, location)
    return None


def is_in_lines(prepared: Prepared) -> bool:
    """Whether it is a file of JSON lines, of which some may belong to others."""
    mapping = prepared.mapping
    is_file = prepared.format is SourceFormat.NDJSON and isinstance(prepared.source.location, Path)
    return is_file and mapping is not None and can_be_in_parts(mapping) and mapping.file.records is None


def is_array(path: Path) -> bool:
    """Whether it is a JSON array that is not packed."""
    with path.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def array_texts(path: Path) -> Iterator[bytes]:
    """The elements of a JSON array, with no more of the file in memory than some of them at a time.

    Raises `TornArrayError` where it is none, or none that can be taken apart.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        elements = elements_apart(content)
        while some := list(islice(elements, _ROWS)):
            yield from some
            content.madvise(MADV_DONTNEED)


def text_lines(source: Source) -> Iterator[bytes]:
    """The lines of a source that hold anything."""
    with source.unpacked() as file:
        yield from filter(None, (line.removeprefix(b"\xef\xbb\xbf").strip() for line in file))


def _of_texts(texts: Iterator[bytes], mapping: Mapping) -> Iterator[Lines]:
    row = 0
    while some := list(islice(texts, _ROWS)):
        yield lines_of(some, mapping, row, is_part=True)
        row += len(some)


def _of_parquet(prepared: Prepared, path: Path) -> Iterator[Lines]:
    position = 0
    with parquet_errors(prepared.source):
        for frame in parquet_blocks(path, 0, _ROWS):
            rows = pl.int_range(position, position + frame.height, dtype=pl.UInt32, eager=True)
            yield Lines(frame, rows=rows)
            position += frame.height


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(4) != _PARQUET:
            return False
    types = pl.scan_parquet(path, glob=False).collect_schema().dtypes()
    return all(
        dtype.is_integer() or dtype.is_float() or isinstance(dtype, _PLAIN) or _is_time(dtype) for dtype in types
    )


def _is_time(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.Datetime) and (
        dtype.time_zone is None or (dtype.time_zone, dtype.time_unit) == ("UTC", "us")
    )
