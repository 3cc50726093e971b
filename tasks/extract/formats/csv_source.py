"""CSV as it is: every cell a String, no type guessed, and a broken file named by its line."""

import csv
from collections import Counter
from collections.abc import Collection
from io import BytesIO

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.encodings import decoded
from tasks.extract.formats.csv_structure import first_fault, header_of
from tasks.extract.formats.csv_table import Table, require_separator, table_in, unescaped
from tasks.extract.formats.table_header import unique_names
from tasks.extract.lines.frames import Lines
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

_HINT = (
    "Write it again, with cells that hold separators or quotes in quotes, and quotes in them doubled; or say in "
    '[file] of the mapping how it is written: escape = "\\\\", or quote = "" if quotes mean nothing.'
)


def read_csv(source: Source, file: File, needed: Collection[str], repeated: Collection[str] = ()) -> Lines:
    """Read all lines of a CSV file with a header; an empty cell is null, a blank line is no line.

    The header is the line with the names that are `needed`. Raises `ImportAbortedError` if there is none, a line has
    too many or too few cells or wrong quotes, a column that is needed occurs twice (but for `repeated`), or the text is
    not in its encoding.
    """
    table = table_in(source, unescaped(decoded(source, file.encoding), file), file, needed)
    header = header_in(source, table, needed, repeated)
    return Lines(rows_of(source, table, header), totals=table.totals)


def header_in(source: Source, table: Table, needed: Collection[str], repeated: Collection[str]) -> list[str]:
    """The names in the header; raises `ImportAbortedError` if they are not as `read_csv` needs them."""
    try:
        header = header_of(table.text, table.file)
        require_separator(source, table, needed)
    except csv.Error as error:
        raise broken(source, f"line 1: {error}") from error
    _require_once(source, header, set(needed) - set(repeated), trim=table.file.trim)
    return header


def rows_of(source: Source, table: Table, header: list[str]) -> pl.DataFrame:
    """The lines after the header; raises `ImportAbortedError` if the structure of one is wrong."""
    content = table.text.encode()
    lines = pl.scan_lines(BytesIO(content), name="line").collect().to_series()
    fault = first_fault(lines, table.text, len(header), table.file, table.first_line)
    if fault is not None:
        raise broken(source, fault)
    return _scanned(content, unique_names(header, trim=table.file.trim), table.file)


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


def broken(source: Source, why: str) -> ImportAbortedError:
    """The refusal of a file whose structure is wrong."""
    return source_error(
        ImportAbortedError, source.name, "{name} is not a CSV file that can be read: {why}.", _HINT, why=why
    )
