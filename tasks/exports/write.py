"""Exports written: to a stream as they are read, or to a file that is there whole or not at all."""

import os
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Protocol

import msgspec
import polars as pl
import pyarrow.parquet as pq

from schemas.exports.objects import ExportFormat
from tasks.exports.chosen import choose
from tasks.exports.own_form import HAVE_OWN_FORM, own_lines
from tasks.exports.portions import field_names, is_json, portions
from tasks.exports.request import ExportRequest
from tasks.warehouse.private_files import FILE_MODE
from tasks.warehouse.statements import Connection

_ISO = "%Y-%m-%dT%H:%M:%S%.fZ"


class _Writer(Protocol):
    def __call__(self, con: Connection, request: ExportRequest, count: int, out: IO[bytes]) -> None: ...


def write_export(con: Connection, request: ExportRequest, target: Path, now: datetime) -> int:
    """Write the file, closed to others, and put it in its place at the end; returns how many rows it has.

    It is one state of the data if `con` is in a transaction.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as file:
            count = stream_export(con, request, file, now)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def stream_export(con: Connection, request: ExportRequest, out: IO[bytes], now: datetime) -> int:
    """Write to `out`; returns how many rows there were."""
    count = choose(con, request, now)
    _WRITERS[request.format](con, request, count, out)
    return count


def _write_csv(con: Connection, request: ExportRequest, count: int, out: IO[bytes]) -> None:
    fields = field_names(con, request)
    for number, frame in enumerate(portions(con, request, fields, count)):
        frame.with_columns(_times_as_text(frame)).write_csv(out, include_header=number == 0)


def _write_ndjson(con: Connection, request: ExportRequest, count: int, out: IO[bytes]) -> None:
    if request.fields is None and request.what in HAVE_OWN_FORM:
        for lines in own_lines(con, request.what, count):
            out.writelines(f"{line}\n".encode() for line in lines)
        return
    fields = field_names(con, request)
    texts = {field for field in fields if is_json(request.what, field)}
    encode = msgspec.json.Encoder(decimal_format="number").encode
    for frame in portions(con, request, fields, count):
        for row in frame.with_columns(_times_as_text(frame)).iter_rows(named=True):
            said = {name: _json(value) if name in texts else value for name, value in row.items()}
            out.write(encode(said) + b"\n")


def _write_parquet(con: Connection, request: ExportRequest, count: int, out: IO[bytes]) -> None:
    fields = field_names(con, request)
    tables = (frame.to_arrow() for frame in portions(con, request, fields, count))
    first = next(tables)
    with pq.ParquetWriter(out, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table.cast(first.schema))


def _times_as_text(frame: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name).dt.strftime(_ISO) for name, type_ in frame.schema.items() if isinstance(type_, pl.Datetime)]


def _json(text: str | Decimal | None) -> msgspec.Raw | None:
    return None if text is None else msgspec.Raw(str(text).encode())


_WRITERS: dict[ExportFormat, _Writer] = {
    ExportFormat.CSV: _write_csv,
    ExportFormat.NDJSON: _write_ndjson,
    ExportFormat.PARQUET: _write_parquet,
}
