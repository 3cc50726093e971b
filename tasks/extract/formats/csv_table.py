"""Where the table is in the text of a CSV file: what comes before its header and after its last line."""

import csv
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.formats.csv_structure import header_of, records
from tasks.extract.formats.table_header import LOOKED_AT, footer_start, header_position
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_DECLARED_SEPARATOR = re.compile(r'"?sep=(?P<separator>.)"?\r?\n', re.IGNORECASE)
_TABS = (".tsv", ".tab")
_SEPARATORS = {",", ";", "\t", "|"}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Table:
    """The part of a file that is a table: its text from the header on, how it is written, and what comes after it.

    `first_line` is the number of lines before the header.
    """

    text: str
    file: File
    first_line: int
    totals: dict[str, str]


def table_in(source: Source, text: str, file: File, needed: Collection[str]) -> Table:
    """The table whose header has the names that are `needed`; raises `ImportAbortedError` if there is none."""
    table = _table(text, _separated(source, text, file), needed)
    if not table.text.strip():
        said = "{name} has no table in it." if text.strip() else "{name} is empty."
        hint = "It needs a header line with the names that the mapping uses."
        raise source_error(ImportAbortedError, source.name, said, hint)
    return table


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
        start = line_start(text, file.skip_lines)
    elif not set(needed) <= set(_names(text[start:] if start else text, file)):
        start = line_start(text, _lines_before(text, file, needed))
    whole, totals = without_footer(text, file)
    return Table(whole[start:] if start else whole, file, text.count("\n", 0, start), totals)


def without_footer(text: str, file: File) -> tuple[str, dict[str, str]]:
    """A text without the lines at its end that come after the table, and the totals in them."""
    if not file.footer:
        return text, {}
    count, totals = footer_start(_from_the_end(text), file.footer)
    return (text[: _end_without(text, count)] if count else text), totals


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


def line_start(text: str, number: int) -> int:
    """Where a line begins, by the number of lines before it."""
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


def unescaped(text: str, file: File) -> str:
    """The file with its quotes doubled instead of escaped."""
    if not file.escape:
        return text
    plain = {file.escape + file.quote: file.quote * 2, file.escape * 2: file.escape}
    return re.sub("|".join(map(re.escape, plain)), lambda found: plain[found[0]], text)


def require_separator(source: Source, table: Table, needed: Collection[str]) -> None:
    """Raise `ImportAbortedError` if the names that are needed stand in the header with something else between them."""
    if len(needed) < _FEWEST or set(needed) <= set(_names(table.text, table.file)):
        return
    for separator in _SEPARATORS - {table.file.cell_separator}:
        file = table.file.model_copy(update={"separator": separator})
        if any(set(needed) <= set(row) for _, row in _first_records(table.text, file)):
            said = "The names in {name} have {separator} between them."
            hint = f"Say separator = {json.dumps(separator)} in [file] of the mapping."
            raise source_error(ImportAbortedError, source.name, said, hint, separator=repr(separator))
