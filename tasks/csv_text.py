"""CSV as it is: every cell a String, no type guessed, and a broken file named by its line."""

import csv
from io import StringIO

import polars as pl

from schemas.errors import AbortImport
from tasks.sources import Source


def read_csv(source: Source, separator: str) -> pl.DataFrame:
    """Read all lines of a CSV file with a header; an empty cell is null, a blank line is no line.

    Raises `AbortImport` if there is no header, a line has too many cells or open quotes, or it is not UTF-8.
    """
    try:
        scan = pl.scan_csv(source.scannable(), separator=separator, infer_schema=False, glob=False)
        lines = scan.collect()
    except pl.exceptions.NoDataError as error:
        message = f"{source.name} is empty."
        raise AbortImport(message, "It needs a header line with the names that the mapping uses.") from error
    except pl.exceptions.ComputeError as error:
        message = f"{source.name} is not a CSV file that can be read: {_fault(source, separator)}."
        raise AbortImport(
            message, "Write it again, in UTF-8, with cells that hold separators or quotes in quotes."
        ) from error
    return lines.filter(~pl.all_horizontal(pl.all().is_null()))


def _fault(source: Source, separator: str) -> str:
    """Where a file is broken, found by reading it again line by line."""
    if source.is_remote:
        return "its quotes, cells or characters are broken"
    try:
        text = source.content().decode("utf-8-sig")
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        expected = len(next(rows))
        for row in rows:
            if len(row) > expected:
                return f"line {rows.line_num} has {len(row)} cells, the header has {expected}"
    except UnicodeDecodeError as error:
        return f"byte {error.start} is not UTF-8"
    except csv.Error as error:
        return f"line {rows.line_num}: {error}"
    return "its quotes are broken"
