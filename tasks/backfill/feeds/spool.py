"""Puts the orders of a source on disk, where they have to be put together before any of them can be stored.

The lines of one order may stand anywhere in a file, and a JSON array is known to be one at its end only. What is here
is named after what it was made from, and appears whole or not at all.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from schemas.errors import ImportAbortedError
from schemas.orders.array_elements import TornArrayError
from schemas.orders.frames import ORDER_TEXTS
from schemas.orders.source_format import SourceFormat
from schemas.reports.report import Warned
from tasks.backfill.feeds.line_parts import array_texts, is_array
from tasks.backfill.feeds.mapped_parts import mapped_parts
from tasks.backfill.progress import added_warnings
from tasks.extract.extract import Prepared, read
from tasks.extract.formats.json_source import on_one_line
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.source_errors import source_error, source_errors
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name

_ROWS = 10_000
_MIB = 1024 * 1024
_SMALL, _LARGE = 4 * _MIB, 64 * _MIB
# what may be read whole: text, and what holds several times as much as it is long
_MOST, _MOST_PACKED = 128 * _MIB, 32 * _MIB
_PACKED_FORMATS = (SourceFormat.EXCEL, SourceFormat.PARQUET)


def spool(prepared: Prepared, target: Path) -> tuple[Warned, ...]:
    """Write the orders of a source to `target`. Raises what `tasks.extract.extract.read` raises, and
    `ImportAbortedError` for one that is too large to be read whole and cannot be read otherwise.
    """
    unfinished, warnings = target.with_suffix(".part"), list[Warned]()
    try:
        parts = _in_parts(prepared, target, warnings)
        if parts is None:
            _require_small(prepared)
        else:
            with source_errors(prepared.source.name):
                _write(parts, unfinished)
            unfinished.replace(target)
            return tuple(warnings)
    except TornArrayError:
        pass  # whoever reads it whole says what is wrong
    extracted = read(prepared)
    _write((extracted.orders[start : start + _ROWS] for start in range(0, extracted.orders.height, _ROWS)), unfinished)
    unfinished.replace(target)
    return extracted.warnings


def _in_parts(prepared: Prepared, target: Path, warnings: list[Warned]) -> Iterator[pl.DataFrame] | None:
    """The orders of a source, some at a time; None if it is small, or has to be read whole."""
    location = prepared.source.location
    if not isinstance(location, Path):
        return None
    if prepared.format is SourceFormat.JSON and prepared.mapping is None:
        return _elements(location) if location.stat().st_size >= _LARGE and is_array(location) else None
    parts = mapped_parts(prepared, target.with_suffix(".lines")) if location.stat().st_size >= _SMALL else None
    return None if parts is None else _noting(parts, warnings)


def _require_small(prepared: Prepared) -> None:
    """Raise `ImportAbortedError` if a source takes too much memory as a whole."""
    location = prepared.source.location
    if isinstance(location, Path):
        size, is_packed = location.stat().st_size, prepared.source.head(4) != _head(location)
    else:
        size, is_packed = len(location), False
    is_packed = is_packed or prepared.format in _PACKED_FORMATS
    most = _MOST_PACKED if is_packed else _MOST
    if size > most:
        said = "{name} has {size} MiB, and can only be read whole, which is done up to {most} MiB."
        hint = "Divide it, or write it as CSV or as one order a line; unpack it if it is packed."
        facts = {"size": f"{size / _MIB:,.0f}", "most": f"{most / _MIB:,.0f}"}
        raise source_error(ImportAbortedError, prepared.source.name, said, hint, **facts)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _noting(parts: Iterable[MappedOrders], warnings: list[Warned]) -> Iterator[pl.DataFrame]:
    """The orders of the parts; what there is to warn of is added to `warnings`."""
    for part in parts:
        warnings[:] = added_warnings(warnings, part.warnings)
        yield part.orders


def _elements(path: Path) -> Iterator[pl.DataFrame]:
    elements, row = array_texts(path), 0
    while batch := list(islice(elements, _ROWS)):
        yield on_one_line(batch).with_row_index("row", row)
        row += len(batch)


def _write(frames: Iterable[pl.DataFrame], path: Path) -> None:
    schema = pl.DataFrame(schema=ORDER_TEXTS).to_arrow().schema
    with calls_a_full_disk_by_its_name(), pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for frame in frames:
            rows = frame.select(ORDER_TEXTS.names()).cast(ORDER_TEXTS)
            writer.write_table(rows.to_arrow().cast(schema), row_group_size=_ROWS)
