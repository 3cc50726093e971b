"""The first stage: any supported source becomes one JSON text an order, with its position and otherwise unchanged.

What is wrong with a whole source (not JSON at all, damaged, empty) ends the import here; what is wrong with one order
travels with it. Whether a text is a valid order is for `tasks.validate.validate` to say.
"""

from io import BytesIO

import polars as pl

from schemas.errors import ImportAbortedError, UsageError
from schemas.orders.fields import ORDER
from schemas.orders.frames import Extracted, without_faults
from schemas.orders.mapping import Mapping
from schemas.orders.source_format import SourceFormat
from tasks.extract.csv_source import read_csv
from tasks.extract.json_source import read_array, read_lines
from tasks.extract.json_text import rows_to_json
from tasks.extract.line_items import orders_from_lines
from tasks.extract.source import Source, in_utf8, open_source
from tasks.extract.source_errors import source_error, source_errors

_SUFFIXES = {
    ".json": SourceFormat.JSON,
    ".ndjson": SourceFormat.NDJSON,
    ".jsonl": SourceFormat.NDJSON,
    ".parquet": SourceFormat.PARQUET,
    ".pq": SourceFormat.PARQUET,
    ".csv": SourceFormat.CSV,
}
_COLUMNAR = (SourceFormat.PARQUET, SourceFormat.CSV)
_MAGIC = {b"[": SourceFormat.JSON, b"{": SourceFormat.NDJSON, b"PAR1": SourceFormat.PARQUET}
# DuckDB reads the chunks of a frame in parallel, one thread a chunk.
_CHUNK = 8192


def extract(
    source: str,
    *,
    format: SourceFormat | None = None,
    mapping: Mapping | None = None,
    variables: dict[str, str] | None = None,
) -> Extracted:
    """Read all orders of `source` (a path, `-`, or a URL), its format found from name and content unless given.

    What a URL refers to is in `variables`.

    Raises `UsageError` if format and mapping do not go together, `ImportAbortedError` if the source as a whole cannot
    be read, `RetryableError` if the network is to blame.
    """
    opened = open_source(source, variables)
    with source_errors(opened.name, is_remote=opened.is_remote):
        if (format or _SUFFIXES.get(opened.suffix)) not in _COLUMNAR:
            opened = in_utf8(opened)
        found = format or _find_format(opened)
        _check_mapping(opened, found, mapping)
        match found:
            case SourceFormat.JSON:
                orders = read_array(opened)
            case SourceFormat.NDJSON:
                orders = read_lines(opened, is_guess=found is not (format or _SUFFIXES.get(opened.suffix)))
            case SourceFormat.CSV:
                assert mapping is not None  # checked above
                orders = orders_from_lines(read_csv(opened, mapping.file, mapping.columns()), mapping)
            case SourceFormat.PARQUET:
                orders = _read_parquet(opened, mapping)
    if "row" not in orders.columns:
        orders = orders.with_row_index("row")
    chunks = list(orders.iter_slices(_CHUNK)) or [orders]
    return Extracted(opened.name, found, pl.concat(chunks, rechunk=False))


def _find_format(source: Source) -> SourceFormat:
    """The format by name, except that `[`, `{` or Parquet's magic at the start overrule a name that says JSON."""
    named = _SUFFIXES.get(source.suffix)
    if named in _COLUMNAR:
        return named
    start = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, format in _MAGIC.items():
        if start.startswith(magic):
            return format
    if named is None and start:
        said = "{name} does not say what it is, and its content looks like none of the formats."
        formats = ", ".join(SourceFormat)
        hint, shell = f"It may be {formats}.", f"Say it with --format: {formats}."
        raise source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell)
    return named or SourceFormat.NDJSON


def _check_mapping(source: Source, format: SourceFormat, mapping: Mapping | None) -> None:
    if format is SourceFormat.CSV and mapping is None:
        said = "{name} is CSV, and nothing says which column is what."
        shell = "Give a mapping file with --mapping, such as data/mappings/online_retail.toml."
        raise source_error(UsageError, source.name, said, "Give a mapping.", operator_hint=shell)
    if format not in _COLUMNAR and mapping is not None:
        said, hint = (
            "{name} is {format}, which needs no mapping.",
            "A mapping is for CSV and Parquet files of line items.",
        )
        shell = "Leave --mapping out; it is for CSV and Parquet files of line items."
        raise source_error(UsageError, source.name, said, hint, operator_hint=shell, format=format.upper())


def _read_parquet(source: Source, mapping: Mapping | None) -> pl.DataFrame:
    try:
        target = source.scannable() if source.is_remote else BytesIO(source.content())
        frame = pl.scan_parquet(target, glob=False).collect()
    except pl.exceptions.ComputeError as error:
        said = "{name} is not a Parquet file, or a damaged one."
        hint, shell = "Write it again.", "Write it again; if it is another format, say so with --format."
        raise source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell) from error
    if mapping is not None:
        return orders_from_lines(frame, mapping)
    if not ORDER.keys() & set(frame.columns):
        said = "{name} has no column of an order, such as source_id or items."
        hint = "If it holds line items, give a mapping file"
        raise source_error(UsageError, source.name, said, f"{hint}.", operator_hint=f"{hint} with --mapping.")
    return without_faults(rows_to_json(frame, ORDER.keys()))
