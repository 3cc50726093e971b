"""The rows of an export as frames, one portion after the other: a column for each field."""

from collections.abc import Iterator

import polars as pl

from schemas.errors import UsageError
from schemas.exports.objects import OBJECTS, ExportedObject
from schemas.segments.fields import METADATA_PREFIX
from tasks.exports.chosen import facts_of
from tasks.exports.request import METADATA, ExportRequest
from tasks.segments.binder import Binder
from tasks.warehouse.statements import Connection, sql

AT_ONCE = 20_000
MOST_METADATA_COLUMNS = 1_000
_NAMES = ("customer_source_id", "referrer_source_id")


def bounds(count: int) -> Iterator[dict[str, int]]:
    """The numbers of each portion of so many rows; there is always one, which may be empty."""
    for start in range(0, max(count, 1), AT_ONCE):
        yield {"start": start, "end": start + AT_ONCE}


def field_names(con: Connection, request: ExportRequest) -> list[str]:
    """The columns of an export whose rows are chosen, by name.

    Raises `UsageError` where metadata has more keys than may be columns.
    """
    exported = OBJECTS[request.what]
    fields = list(exported.default if request.fields is None else request.fields)
    if METADATA not in fields or not request.expands_metadata:
        return fields
    found = con.execute(sql("exports/metadata_keys").format(facts=facts_of(request.what))).fetchall()
    keys = [f"{METADATA_PREFIX}{key}" for (key,) in found]
    if len(keys) > MOST_METADATA_COLUMNS:
        message = f"metadata has {len(keys):,} keys, and an export can have {MOST_METADATA_COLUMNS:,} columns of them."
        raise UsageError(message, "Name those that are needed: metadata.<property>.")
    place = fields.index(METADATA)
    return list(dict.fromkeys([*fields[:place], *keys, *fields[place + 1 :]]))


def portions(con: Connection, request: ExportRequest, fields: list[str], count: int) -> Iterator[pl.DataFrame]:
    """The chosen rows in the columns `fields`, times as naive UTC, JSON as its text."""
    read = [field for field in fields if field not in (*_NAMES, "items")]
    binder = Binder()
    columns = ", ".join(
        ["id AS row_id", *(f"{_column(field, binder)} AS c{number}" for number, field in enumerate(read))]
    )
    statement = sql("exports/portion").format(columns=columns, facts=facts_of(request.what))
    names = {f"c{number}": field for number, field in enumerate(read)}
    for numbers in bounds(count):
        frame = con.execute(statement, {**binder.values, **numbers}).pl().rename(names)
        yield _with_own_fields(con, frame, fields, numbers).select(fields) if fields else frame


def _with_own_fields(con: Connection, frame: pl.DataFrame, fields: list[str], numbers: dict[str, int]) -> pl.DataFrame:
    for statement, own in (("customer_names", _NAMES), ("items", ("items",))):
        if set(own) & set(fields):
            found = con.execute(sql(f"exports/{statement}"), numbers).pl()
            frame = frame.join(found, left_on="row_id", right_on="id", how="left", maintain_order="left")
    return frame


def _column(field: str, binder: Binder) -> str:
    if not field.startswith(METADATA_PREFIX):
        return f"facts.{field}"
    key = field.removeprefix(METADATA_PREFIX)
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    return f"json_extract_string(facts.metadata, {binder.bind(pointer)})"


def is_json(what: ExportedObject, field: str) -> bool:
    """Whether a field holds JSON as text."""
    return field in (METADATA, "items") or (
        field == "attributes" and what in (ExportedObject.PRODUCT, ExportedObject.SKU)
    )
