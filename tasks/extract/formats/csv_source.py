"""CSV as it is: every cell a String, no type guessed, and a broken file named by its line."""

import csv
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.encodings import decoded
from tasks.extract.formats.csv_structure import first_fault, header_of, records
from tasks.extract.formats.table_header import LOOKED_AT, footer_start, header_position, unique_names
from tasks.extract.lines.frames import Lines
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_DECLARED_SEPARATOR = re.compile(r'"?sep=(?P<separator>.)"?\r?\n', re.IGNORECASE)
_TABS = (".tsv", ".tab")
_SEPARATORS = {",", ";", "\t", "|"}
_FEWEST = 2
_HINT = (
    "Write it again, with cells that hold separators or quotes in quotes, and quotes in them doubled; or say in "
    '[file] of the mapping how it is written: escape = "\\\\", or quote = "" if quotes mean nothing.'
)


@dataclass(frozen=True, slots=True)
class Table:
    """The part of a file that is a table: its text from the header on, how it is written, and what comes after it.

    `first_line` is the number of lines before the header.
    """

    text: str
    file: File
    first_line: int
    totals: dict[str, str]


def read_csv(source: Source, file: File, needed: Collection[str], repeated: Collection[str] = ()) -> Lines:
    """Read all lines of a CSV file with a header; an empty cell is null, a blank line is no line.

    The header is the line with the names that are `needed`. Raises `ImportAbortedError` if there is none, a line has
    too many or too few cells or wrong quotes, a column that is needed occurs twice (but for `repeated`), or the text is
    not in its encoding.
    """
    text = _unescaped(decoded(source, file.encoding), file)
    table = _table(text, _separated(source, text, file), needed)
    if not table.text.strip():
        said = "{name} has no table in it." if text.strip() else "{name} is empty."
        hint = "It needs a header line with the names that the mapping uses."
        raise source_error(ImportAbortedError, source.name, said, hint)
    try:
        header = header_of(table.text, table.file)
        _require_separator(source, table, needed)
        _require_once(source, header, set(needed) - set(repeated), trim=file.trim)
        content = table.text.encode()
        lines = pl.scan_lines(BytesIO(content), name="line").collect().to_series()
        fault = first_fault(lines, table.text, len(header), table.file, table.first_line)
    except csv.Error as error:
        raise _broken(source, f"line 1: {error}") from error
    if fault is not None:
        raise _broken(source, fault)
    return Lines(_scanned(content, unique_names(header, trim=file.trim), table.file), totals=table.totals)


def _scanned(content: bytes, names: list[str], file: File) -> pl.DataFrame:
    scan = pl.scan_csv(
        BytesIO(content),
        separator=file.cell_separator,
        quote_char=file.quote or None,
        infer_schema=False,
        glob=False,
    )
    frame = scan.collect()
    frame.columns = names
    # a line of which no cell holds anything is no line, also if they are in quotes
    return frame.filter(pl.any_horizontal(pl.all() != ""))


def _separated(source: Source, text: str, file: File) -> File:
    """What is between cells: as the mapping says, else as a first line `sep=;` does, else a tab in a .tsv file."""
    declared = _DECLARED_SEPARATOR.match(text)
    separator = file.separator or (declared and declared["separator"])
    if separator is None and source.suffix in _TABS:
        separator = "\t"
    return file.model_copy(update={"separator": separator}) if separator else file


def _table(text: str, file: File, needed: Collection[str]) -> Table:
    declared = _DECLARED_SEPARATOR.match(text)
    start = declared.end() if declared else 0
    if file.skip_lines is not None:
        start = _line_start(text, file.skip_lines)
    elif not set(needed) <= set(_names(text[start:] if start else text, file)):
        start = _line_start(text, _lines_before(text, file, needed))
    count, totals = footer_start(_from_the_end(text), file.footer) if file.footer else (0, {})
    end = _end_without(text, count)
    body = text[start:end] if start or end < len(text) else text
    return Table(body, file, text.count("\n", 0, start), totals)


def _names(text: str, file: File) -> list[str]:
    try:
        names = header_of(text, file)
    except csv.Error:
        return []
    return [name.strip() for name in names] if file.trim else names


def _lines_before(text: str, file: File, needed: Collection[str]) -> int:
    """How many lines come before the record that is the header."""
    ends, rows = [0], []
    for end, row in _first_records(text, file):
        ends.append(end)
        rows.append(row)
    return ends[header_position(rows, needed)]


def _first_records(text: str, file: File) -> Iterator[tuple[int, list[str]]]:
    """The first records that can be read, each with the number of its last line."""
    found = records(text, file)
    try:
        for row in islice(found, LOOKED_AT):
            yield found.line_num, [name.strip() for name in row] if file.trim else row
    except csv.Error:
        return


def _line_start(text: str, number: int) -> int:
    start = 0
    for _ in range(number):
        start = text.find("\n", start) + 1 or len(text)
    return start


def _from_the_end(text: str) -> Iterator[str]:
    end = len(text)
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        yield text[start:end]
        end = start - 1


def _end_without(text: str, count: int) -> int:
    end = len(text)
    for _ in range(count):
        end = max(text.rfind("\n", 0, end), 0)
    return end


def _unescaped(text: str, file: File) -> str:
    """The file with its quotes doubled instead of escaped."""
    if not file.escape:
        return text
    plain = {file.escape + file.quote: file.quote * 2, file.escape * 2: file.escape}
    return re.sub("|".join(map(re.escape, plain)), lambda found: plain[found[0]], text)


def _require_separator(source: Source, table: Table, needed: Collection[str]) -> None:
    """Raise `ImportAbortedError` if the names that are needed stand in the header with something else between them."""
    if len(needed) < _FEWEST or set(needed) <= set(_names(table.text, table.file)):
        return
    for separator in _SEPARATORS - {table.file.cell_separator}:
        file = table.file.model_copy(update={"separator": separator})
        if any(set(needed) <= set(row) for _, row in _first_records(table.text, file)):
            said = "The names in {name} have {separator} between them."
            hint = f"Say separator = {json.dumps(separator)} in [file] of the mapping."
            raise source_error(ImportAbortedError, source.name, said, hint, separator=repr(separator))


def _require_once(source: Source, header: list[str], mapped: Collection[str], *, trim: bool) -> None:
    names = Counter(name.strip() if trim else name for name in header)
    repeated = [f"{name!r} ({count} times)" for name, count in names.items() if count > 1 and name in mapped]
    if repeated:
        said = "{name} has more than one column called {which}, so that the mapping does not say which is meant."
        hint = (
            "Give the columns names of their own; if they come once for each item of a line, say same_names = true in "
            "[items] of the mapping."
        )
        raise source_error(ImportAbortedError, source.name, said, hint, which=", ".join(repeated))


def _broken(source: Source, why: str) -> ImportAbortedError:
    return source_error(
        ImportAbortedError, source.name, "{name} is not a CSV file that can be read: {why}.", _HINT, why=why
    )
