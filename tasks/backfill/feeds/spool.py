"""Puts the orders of a source on disk, where they have to be put together before any of them can be stored.

The lines of one order may stand anywhere in a file, and a JSON array is known to be one at its end only. What is here
is named after what it was made from, and appears whole or not at all.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from schemas.orders.array_elements import TornArrayError, elements_apart
from schemas.orders.frames import ORDER_TEXTS
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Warned
from tasks.backfill.feeds.mapped_parts import mapped_parts
from tasks.backfill.progress import added_warnings
from tasks.extract.extract import Prepared, read
from tasks.extract.formats.json_source import on_one_line
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.source_errors import source_errors
from tasks.warehouse.full_disk import calls_a_full_disk_by_its_name

_ROWS = 10_000
_SMALL, _LARGE = 4 * 1024 * 1024, 64 * 1024 * 1024


def spool(prepared: Prepared, target: Path) -> tuple[Warned, ...]:
    """Write the orders of a source to `target`. Raises what `tasks.extract.extract.read` raises."""
    unfinished = target.with_suffix(".part")
    location = prepared.source.location
    if prepared.format is SourceFormat.JSON and prepared.mapping is None and _is_large(location):
        try:
            _write(_elements(Path(str(location))), unfinished)
            unfinished.replace(target)
            return ()
        except TornArrayError:
            pass  # whoever reads it whole says what is wrong
    warnings: list[Warned] = []
    parts = mapped_parts(prepared, target.with_suffix(".lines")) if _is_worth_it(location) else None
    if parts is not None:
        with source_errors(prepared.source.name):
            _write(_noting(parts, warnings), unfinished)
        unfinished.replace(target)
        return tuple(warnings)
    extracted = read(prepared)
    _write((extracted.orders[start : start + _ROWS] for start in range(0, extracted.orders.height, _ROWS)), unfinished)
    unfinished.replace(target)
    return extracted.warnings


def _is_worth_it(location: Path | str | bytes) -> bool:
    """Whether it is a file that may take much memory, packed or not."""
    return isinstance(location, Path) and location.stat().st_size >= _SMALL


def _noting(parts: Iterable[MappedOrders], warnings: list[Warned]) -> Iterator[pl.DataFrame]:
    """The orders of the parts; what there is to warn of is added to `warnings`."""
    for part in parts:
        warnings[:] = added_warnings(warnings, part.warnings)
        yield part.orders


def _is_large(location: Path | str | bytes) -> bool:
    """Whether it is a file that is better not read as a whole; one that is packed has to be."""
    if not isinstance(location, Path) or location.stat().st_size < _LARGE:
        return False
    with location.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _elements(path: Path) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        elements, row = elements_apart(content), 0
        while batch := list(islice(elements, _ROWS)):
            yield on_one_line(batch).with_row_index("row", row)
            row += len(batch)


def _write(frames: Iterable[pl.DataFrame], path: Path) -> None:
    schema = pl.DataFrame(schema=ORDER_TEXTS).to_arrow().schema
    with calls_a_full_disk_by_its_name(), pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for frame in frames:
            rows = frame.select(ORDER_TEXTS.names()).cast(ORDER_TEXTS)
            writer.write_table(rows.to_arrow().cast(schema), row_group_size=_ROWS)
