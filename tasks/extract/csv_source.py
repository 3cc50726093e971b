"""CSV as it is: every cell a String, no type guessed, and a broken file named by its line."""

import csv
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Collection
from io import BytesIO

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.mapping_formats import File
from tasks.extract.csv_structure import first_fault, header_of
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error


def read_csv(source: Source, file: File, mapped: Collection[str]) -> pl.DataFrame:
    """Read all lines of a CSV file with a header; an empty cell is null, a blank line is no line.

    Raises `ImportAbortedError` if there is no header, a line has too many or too few cells or wrong quotes, a column in
    `mapped` occurs twice, or it is not UTF-8.
    """
    content = _unescaped(source.content().removeprefix(BOM_UTF8), file)
    text = _decoded(source, content)
    if not text.strip():
        hint = "It needs a header line with the names that the mapping uses."
        raise source_error(ImportAbortedError, source.name, "{name} is empty.", hint)
    lines = pl.scan_lines(BytesIO(content), name="line").collect().to_series()
    try:
        header = header_of(text, file)
        _require_once(source, header, mapped)
        fault = first_fault(lines, text, len(header), file)
    except csv.Error as error:
        raise _broken(source, f"line 1: {error}") from error
    if fault is not None:
        raise _broken(source, fault)
    scan = pl.scan_csv(
        BytesIO(content), separator=file.separator, quote_char=file.quote or None, infer_schema=False, glob=False
    )
    frame = scan.collect()
    return frame.filter(~pl.all_horizontal(pl.all().is_null()))


def _decoded(source: Source, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _broken(source, f"byte {error.start} is not UTF-8") from error


def _unescaped(content: bytes, file: File) -> bytes:
    """The file with its quotes doubled instead of escaped."""
    if not file.escape:
        return content
    quote, escape = file.quote.encode(), file.escape.encode()
    plain = {escape + quote: quote + quote, escape + escape: escape}
    return re.sub(b"|".join(map(re.escape, plain)), lambda found: plain[found[0]], content)


def _require_once(source: Source, header: list[str], mapped: Collection[str]) -> None:
    repeated = [f"{name!r} ({count} times)" for name, count in Counter(header).items() if count > 1 and name in mapped]
    if repeated:
        said = "{name} has more than one column called {which}, so that the mapping does not say which is meant."
        hint = "Give the columns names of their own."
        raise source_error(ImportAbortedError, source.name, said, hint, which=", ".join(repeated))


def _broken(source: Source, why: str) -> ImportAbortedError:
    said = "{name} is not a CSV file that can be read: {why}."
    hint = (
        "Write it again, in UTF-8, with cells that hold separators or quotes in quotes, and quotes in them doubled; "
        'or say in [file] of the mapping how it is written: escape = "\\\\", or quote = "" if quotes mean nothing.'
    )
    return source_error(ImportAbortedError, source.name, said, hint, why=why)
