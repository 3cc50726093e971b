"""CSV as it is: every cell a String, no type guessed, and a broken file named by its line."""

import csv
from io import StringIO

import polars as pl

from schemas.errors import ImportAbortedError
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_UNKNOWN_FAULT = "its quotes are broken"


def read_csv(source: Source, separator: str) -> pl.DataFrame:
    """Read all lines of a CSV file with a header; an empty cell is null, a blank line is no line.

    Raises `ImportAbortedError` if there is no header, a line has too many or too few cells or open quotes, or it is not
    UTF-8.
    """
    try:
        scan = pl.scan_csv(source.scannable(), separator=separator, infer_schema=False, glob=False)
        lines = scan.collect()
    except pl.exceptions.NoDataError as error:
        hint = "It needs a header line with the names that the mapping uses."
        raise source_error(ImportAbortedError, source.name, "{name} is empty.", hint) from error
    except pl.exceptions.ComputeError as error:
        raise _broken(source, _fault(source, separator) or _UNKNOWN_FAULT) from error
    # a line that ends early is filled up without a word; it shows, if at all, in the last column
    if not source.is_remote and lines.width and lines[:, -1].null_count():
        why = _fault(source, separator)
        if why is not None:
            raise _broken(source, why)
    return lines.filter(~pl.all_horizontal(pl.all().is_null()))


def _broken(source: Source, why: str) -> ImportAbortedError:
    said = "{name} is not a CSV file that can be read: {why}."
    hint = "Write it again, in UTF-8, with cells that hold separators or quotes in quotes."
    return source_error(ImportAbortedError, source.name, said, hint, why=why)


def _fault(source: Source, separator: str) -> str | None:
    """Where a file is broken, found by reading it again line by line."""
    if source.is_remote:
        return "its quotes, cells or characters are broken"
    try:
        text = source.content().decode("utf-8-sig")
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        expected = len(next(rows))
        for row in rows:
            if row and len(row) != expected:
                return f"line {rows.line_num} has {len(row)} cells, the header has {expected}"
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8"
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return None
