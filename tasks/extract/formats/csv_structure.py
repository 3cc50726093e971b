"""Whether every line of a CSV file has the header's number of cells, and quotes only where they belong.

Polars guesses where quotes are wrong: it reads on to the next one, and several lines become one. So no file is read
before its structure is known. A line on its own is judged by a regular expression, all lines at once; only where a
line is not right on its own (a cell may hold a line break, or something is broken) the file is gone through record by
record.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Protocol

import polars as pl

from schemas.mapping.file import File


def first_fault(lines: pl.Series, text: str, width: int, file: File, first_line: int = 0) -> str | None:
    """What is wrong with the structure of a file, with the number of its line; None if nothing is.

    `lines` are those of `text`, without their ends, after `first_line` other ones; `width` is the number of cells of
    its header.
    """
    if _are_all_right(lines, width, file):
        return None
    return _broken_record(text, width, file, first_line) or _stray_quote(text, file, first_line)


def header_of(text: str, file: File) -> list[str]:
    """The names of the columns as they are written, repeated ones included. Raises `csv.Error`."""
    return next(_reader(_lines(text), file), [])


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, which may be long: only those that are asked for are cut out."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _are_all_right(lines: pl.Series, width: int, file: File) -> bool:
    """Whether each line is a whole record of `width` cells, or empty."""
    line = pl.col("line")
    has_width = line.str.count_matches(file.cell_separator, literal=True) == width - 1
    if file.quote:
        is_record = pl.when(line.str.contains(file.quote, literal=True)).then(
            line.str.contains(_record_pattern(width, file))
        )
        has_width = is_record.otherwise(has_width)
    is_right = has_width | (line.str.len_bytes() == 0)
    return bool(lines.str.strip_suffix("\r").alias("line").to_frame().select(is_right.all()).item())


def _record_pattern(width: int, file: File) -> str:
    separator, quote = re.escape(file.cell_separator), re.escape(file.quote)
    cell = f"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{separator}{quote}]*)"
    return f"^{cell}(?:{separator}{cell}){{{width - 1}}}$"


class Records(Protocol):
    """A reader of the csv module, which has no public type."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Itself."""

    def __next__(self) -> list[str]:
        """The next record. Raises `csv.Error`."""


def records(text: str, file: File) -> Records:
    """The records of a file, strictly read."""
    return _reader(StringIO(text, newline=""), file)


def _reader(lines: Iterable[str], file: File) -> Records:
    if file.quote:
        return csv.reader(lines, delimiter=file.cell_separator, quotechar=file.quote, strict=True)
    return csv.reader(lines, delimiter=file.cell_separator, quoting=csv.QUOTE_NONE)


def _broken_record(text: str, width: int, file: File, first_line: int) -> str | None:
    rows = records(text, file)
    try:
        for row in rows:
            number = rows.line_num + first_line
            if row and len(row) != width:
                return f"line {number} has {len(row)} cells, the header has {width}"
    except csv.Error as error:
        return f"line {rows.line_num + first_line}: {_in_words(error)}"
    return None


def _in_words(error: csv.Error) -> str:
    if str(error).startswith("new-line character"):
        return (
            "a carriage return stands alone, which may be the end of a line, or a line break in a cell without quotes"
        )
    return str(error)


def _stray_quote(text: str, file: File, first_line: int) -> str | None:
    """Where a cell holds a quote that does not begin it; the csv module takes that as a character like any other."""
    if not file.quote:
        return None
    quote = re.escape(file.quote)
    quoted, plain = f"{quote}(?:[^{quote}]|{quote}{quote})*{quote}", f"[^{re.escape(file.cell_separator)}\r\n]*"
    for cell in re.finditer(f"{quoted}|{plain}", text):
        if file.quote in cell[0] and not cell[0].startswith(file.quote):
            line = text.count("\n", 0, cell.start()) + 1 + first_line
            return f"line {line} has a quote inside of a cell that does not begin with one"
    return None
