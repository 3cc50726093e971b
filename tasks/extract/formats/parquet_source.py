"""Parquet: one order a row in our own form, or lines of orders by a mapping."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import polars as pl
import pyarrow as pa

from schemas.errors import ImportAbortedError, UsageError
from schemas.mapping.mapping import Mapping
from schemas.orders.fields import ORDER
from schemas.orders.frames import without_faults
from tasks.extract.json_text import rows_to_json
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error


def read_parquet(source: Source, mapping: Mapping | None) -> MappedOrders:
    """Read a Parquet file. Raises `ImportAbortedError` if it is none, `UsageError` if it has no column of an order."""
    with parquet_errors(source):
        target = source.scannable() if source.is_remote else BytesIO(source.content())
        frame = pl.scan_parquet(target, glob=False).collect()
    if mapping is not None and mapping.order is not None:
        return orders_from_lines(Lines(frame), mapping)
    return MappedOrders(own_orders(source, frame), [])


@contextmanager
def parquet_errors(source: Source) -> Iterator[None]:
    """Raise `ImportAbortedError` where Polars, or pyarrow, finds no Parquet file."""
    try:
        yield
    except (pl.exceptions.ComputeError, pa.ArrowException) as error:
        said = "{name} is not a Parquet file, or a damaged one."
        hint, shell = "Write it again.", "Write it again; if it is another format, say so with --format."
        raise source_error(ImportAbortedError, source.name, said, hint, operator_hint=shell) from error
    except pl.exceptions.InvalidOperationError as error:
        said = "{name} has a column that cannot be read: {why}."
        hint = "Write that column as text, or as decimals of at most 38 digits."
        raise source_error(ImportAbortedError, source.name, said, hint, why=str(error).partition("\n")[0]) from error


def own_orders(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that are orders in our own form, as texts; raises `UsageError` if they have no column of an order."""
    if not ORDER.keys() & set(frame.columns):
        said = "{name} has no column of an order, such as source_id or items."
        hint = "If it holds line items, give a mapping file"
        raise source_error(UsageError, source.name, said, f"{hint}.", operator_hint=f"{hint} with --mapping.")
    return without_faults(rows_to_json(frame, ORDER.keys()))
