"""What the beginning of a source shows: every row that may be a header, every object that may be an order."""

import csv
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from schemas.orders.source_format import SourceFormat
from tasks.extract.encodings import marked
from tasks.extract.json_paths import members, plain, records_at, split
from tasks.extract.source import Source

_SEPARATORS = (",", ";", "\t", "|")
_HEAD = 256 * 1024
_ROWS = 30
_BOM = "\ufeff"
_DECLARED = re.compile(r'^"?sep=.\r?\n', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """Names that are a header, or the members of an object, if the source is read with this separator or path.

    `texts` are those of an object's members; `is_padded`: there are blanks around names of a header.
    """

    names: frozenset[str]
    separator: str | None = None
    records: str | None = None
    texts: dict[str, str | None] = field(default_factory=dict)
    is_padded: bool = False


def looks_of(source: Source, format: SourceFormat, paths: Iterable[str], encoding: str | None = None) -> list[Look]:
    """All that the source may be; `paths` are those where presets have their records in a JSON document."""
    match format:
        case SourceFormat.CSV:
            return list(_looks_at_text(_beginning(source, encoding)))
        case SourceFormat.EXCEL:
            return list(_rows_of_workbook(source))
        case SourceFormat.JSON | SourceFormat.NDJSON:
            return list(_objects(source, paths))
        case SourceFormat.PARQUET:
            return []


def _beginning(source: Source, encoding: str | None = None) -> str:
    """Its first text, whatever encoding it may have: names of columns are hardly ever more than ASCII."""
    content = source.head(_HEAD)
    named = None if source.is_remote else marked(content) or (None if content.startswith(BOM_UTF8) else encoding)
    if named:
        return content.decode(named, "ignore").removeprefix(_BOM)
    try:
        return content.decode().removeprefix(_BOM)
    except UnicodeDecodeError as error:
        # the last character may be cut off
        is_cut = error.start >= len(content) - 3
        return content.decode("utf-8" if is_cut else "cp1252", "ignore").removeprefix(_BOM)


def rows_of_text(text: str) -> dict[str, list[list[str]]]:
    """The first rows of a text, by each separator that it may be written with."""
    lines = _DECLARED.sub("", text).splitlines(keepends=True)
    return {separator: list(_rows(lines, separator)) for separator in _SEPARATORS}


def _rows(lines: list[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from (row for _, row in zip(range(_ROWS), csv.reader(lines, delimiter=separator), strict=False))
    except csv.Error:
        return


def _looks_at_text(text: str) -> Iterator[Look]:
    for separator, rows in rows_of_text(text).items():
        yield from (replace(_row(row), separator=separator) for row in rows if len(row) > 1)


def _rows_of_workbook(source: Source) -> Iterator[Look]:
    from fastexcel import FastExcelError, read_excel  # takes its time, which other files need not spend

    try:
        book = read_excel(source.content())
        for sheet in book.sheet_names:
            frame = book.load_sheet(sheet, header_row=None, n_rows=_ROWS, dtypes="string").to_polars()
            yield from (_row([cell or "" for cell in row]) for row in frame.rows())
    except FastExcelError:
        return  # whoever reads it says what is wrong


def _row(cells: list[str]) -> Look:
    return Look(frozenset(cell.strip() for cell in cells) - {""}, is_padded=any(cell != cell.strip() for cell in cells))


def _objects(source: Source, paths: Iterable[str]) -> Iterator[Look]:
    text = _beginning(source).lstrip()
    first = _first_object(text) or _first_object(_whole(source))
    found = None if first is None else members(first)
    if found is None or first is None:
        return
    yield _object(first)
    if text.startswith("{"):
        for path in paths:
            records = records_at(found, split(path))
            if records:
                yield replace(_object(records[0]), records=path)


def _whole(source: Source) -> str:
    try:
        return source.content().decode("utf-8", "replace")
    except pl.exceptions.ComputeError:
        return ""  # whoever reads it says what is wrong


def _first_object(text: str) -> bytes | None:
    """The text of the first object, of an array or not; none if it is cut off."""
    start = text.find("{")
    try:
        _, end = json.JSONDecoder().raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        return None
    return text[start:end].encode("utf-8", "surrogatepass")


def _object(text: bytes) -> Look:
    found = members(text) or {}
    return Look(frozenset(found), texts={name: plain(value) for name, value in found.items()})
