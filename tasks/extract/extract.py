"""The first stage: any supported source becomes one JSON text an order, with its position and otherwise unchanged.

What is wrong with a whole source (not JSON at all, damaged, empty) ends the import here; what is wrong with one order
travels with it. Whether a text is a valid order is for `tasks.validate.validate` to say.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from schemas.errors import ImportAbortedError, UsageError
from schemas.orders.frames import Extracted
from schemas.orders.source_format import SourceFormat
from schemas.presets.facts import NOTHING_SAID, FileFacts
from tasks.extract.encodings import in_utf8, is_text, require_as_said
from tasks.extract.formats.json_source import read_array, read_lines
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.recognition.recognise import adapted, recognise
from tasks.extract.source import Source, open_source
from tasks.extract.source_errors import source_error, source_errors

if TYPE_CHECKING:
    from schemas.mapping.mapping import Mapping

_SUFFIXES = {
    ".json": SourceFormat.JSON,
    ".ndjson": SourceFormat.NDJSON,
    ".jsonl": SourceFormat.NDJSON,
    ".parquet": SourceFormat.PARQUET,
    ".pq": SourceFormat.PARQUET,
    **dict.fromkeys((".csv", ".tsv", ".tab"), SourceFormat.CSV),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), SourceFormat.EXCEL),
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TEXTS = (SourceFormat.JSON, SourceFormat.NDJSON)
_MAGIC = {
    b"[": SourceFormat.JSON,
    b"{": SourceFormat.NDJSON,
    b"PAR1": SourceFormat.PARQUET,
    **dict.fromkeys(_WORKBOOKS, SourceFormat.EXCEL),
}
# DuckDB reads the chunks of a frame in parallel, one thread a chunk.
_CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source of which all is found out that it takes to read it; `is_guess` says that its name does not tell its
    format. `preset` names the shipped mapping that fits, if one does.
    """

    source: Source
    format: SourceFormat
    mapping: "Mapping | None"
    preset: str | None
    is_guess: bool


def extract(
    source: str,
    *,
    format: SourceFormat | None = None,
    mapping: "Mapping | None" = None,
    preset: str | None = None,
    facts: FileFacts = NOTHING_SAID,
    variables: dict[str, str] | None = None,
) -> Extracted:
    """Read all orders of `source` (a path, `-`, or a URL), its format found from name and content unless given.

    Without a mapping, a shipped one is used: the one that `preset` names, or the one that the source is recognised to
    be for. `facts` count more than what the mapping says of the file. What a URL refers to is in `variables`.

    Raises `UsageError` if format and mapping do not go together, `ImportAbortedError` if the source as a whole cannot
    be read, `RetryableError` if the network is to blame.
    """
    return read(prepare(open_source(source, variables), format=format, mapping=mapping, preset=preset, facts=facts))


def prepare(
    opened: Source,
    *,
    format: SourceFormat | None = None,
    mapping: "Mapping | None" = None,
    preset: str | None = None,
    facts: FileFacts = NOTHING_SAID,
) -> Prepared:
    """Find out how to read a source, from its name and its beginning. Raises what `extract` raises."""
    with source_errors(opened.name, is_remote=opened.is_remote):
        named = format or _named(opened)
        require_as_said(opened, facts.encoding or (mapping.file.encoding if mapping else None))
        if named is None or named in _TEXTS:
            opened = in_utf8(opened, facts.encoding or (mapping.file.encoding if mapping else None))
        found = format or find_format(opened)
        recognised = recognise(opened, found, preset, facts.encoding) if mapping is None else None
        own = None if mapping is None else adapted(opened, found, mapping, facts.encoding)
        mapping = _completed(opened, recognised.mapping if recognised else own, facts)
    return Prepared(opened, found, mapping, recognised.name if recognised else None, found is not named)


def read(prepared: Prepared) -> Extracted:
    """All orders of a source. Raises what `extract` raises."""
    source = prepared.source
    with source_errors(source.name, is_remote=source.is_remote):
        mapped = _read(source, prepared.format, prepared.mapping, is_guess=prepared.is_guess)
    orders = mapped.orders if "row" in mapped.orders.columns else mapped.orders.with_row_index("row")
    return Extracted(source.name, prepared.format, in_chunks(orders), tuple(mapped.warnings), prepared.preset)


def in_chunks(orders: pl.DataFrame) -> pl.DataFrame:
    """The same orders, in chunks that DuckDB reads side by side."""
    return pl.concat(list(orders.iter_slices(_CHUNK)) or [orders], rechunk=False)


def _read(source: Source, format: SourceFormat, mapping: "Mapping | None", *, is_guess: bool) -> MappedOrders:
    match format:
        case SourceFormat.JSON if mapping is None:
            return MappedOrders(read_array(source), [])
        case SourceFormat.NDJSON if mapping is None:
            return MappedOrders(read_lines(source, is_guess=is_guess), [])
    from tasks.extract.mapped import read_by_mapping  # takes its time, which orders in our own form need not spend

    return read_by_mapping(source, format, mapping)


def _completed(source: Source, mapping: "Mapping | None", facts: FileFacts) -> "Mapping | None":
    """The mapping with all that it needs. Raises `UsageError` if that is too little, or more than there is use for."""
    if mapping is not None:
        from tasks.extract.mapped import completed

        return completed(source, mapping, facts)
    if facts.currency or facts.time_zone or facts.date_format:
        said = "{name} is in our own form, which says all of itself."
        hint = "Leave out what is said of its currency and its times."
        raise source_error(UsageError, source.name, said, hint)
    return None


def find_format(source: Source) -> SourceFormat:
    """The format by name, except that `[`, `{` or Parquet's magic at the start overrule a name that says JSON."""
    named = _named(source)
    if named is not None and named not in _TEXTS:
        return named
    start = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, format in _MAGIC.items():
        if start.startswith(magic):
            return format
    if named is None and _is_table(start):
        return SourceFormat.CSV
    if named is None and start:
        said = "{name} does not say what it is, and its content looks like none of the formats."
        formats = ", ".join(SourceFormat)
        hint, shell = f"It may be {formats}.", f"Say it with --format: {formats}."
        raise source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell)
    return named or SourceFormat.NDJSON


def _named(source: Source) -> SourceFormat | None:
    """The format by name; a workbook that is called .csv is one, and a text that is called .xls is none."""
    named = _SUFFIXES.get(source.suffix)
    if source.is_remote or named not in (SourceFormat.CSV, SourceFormat.EXCEL):
        return named
    start = source.head(8)
    if start.startswith(_WORKBOOKS):
        return SourceFormat.EXCEL
    return SourceFormat.CSV if named is SourceFormat.EXCEL and is_text(source.head()) else named


def _is_table(start: bytes) -> bool:
    """Whether it may be text of columns, as reports in .txt files are."""
    line = start.partition(b"\n")[0]
    return b"\0" not in start and any(line.count(separator) > 1 for separator in (b"\t", b",", b";", b"|"))
