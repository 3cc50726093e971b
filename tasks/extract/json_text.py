"""Columns to JSON text, column-wise, without changing a value on the way.

Text is put together rather than encoded as a struct, because one column may need different JSON types in different
rows: 250 where an amount could be read, "2.5O" (as it came) where it could not.
"""

import json
from collections.abc import Collection, Mapping

import msgspec
import polars as pl
from polars.datatypes import DataTypeClass
from pydantic import JsonValue

from schemas.errors import ImportAbortedError
from schemas.orders.surrogates import without_halves

_DataType = pl.DataType | DataTypeClass


def constant(value: JsonValue) -> pl.Expr:
    """One JSON value for every row."""
    return pl.lit(json.dumps(value, ensure_ascii=False))


def quoted(text: pl.Expr) -> pl.Expr:
    """JSON string of a String expression; null stays null."""
    encoded = pl.struct(text.alias("v")).struct.json_encode().str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.when(text.is_not_null()).then(encoded)


def json_object(members: Mapping[str, pl.Expr]) -> pl.Expr:
    """JSON object of JSON texts; a member that is null in a row is absent there."""
    named = [pl.lit(f"{json.dumps(name, ensure_ascii=False)}:") + value for name, value in members.items()]
    return pl.lit("{") + pl.concat_str(named, separator=",", ignore_nulls=True) + pl.lit("}")


def nested_object(places: Mapping[tuple[str, ...], pl.Expr]) -> pl.Expr:
    """JSON object of JSON texts by place, such as ("address", "city"); an object inside without members is absent."""
    members: dict[str, dict[tuple[str, ...], pl.Expr]] = {}
    for (name, *rest), value in places.items():
        members.setdefault(name, {})[tuple(rest)] = value
    texts = {}
    for name, inner in members.items():
        text = inner[()] if () in inner else nested_object(inner)
        texts[name] = text if () in inner else pl.when(text != "{}").then(text)
    return json_object(texts)


def json_of(value: pl.Expr, dtype: _DataType, name: str, *, is_metadata: bool = False) -> pl.Expr:
    """JSON text of a typed expression, null where it is null; `name` is the column's, for the error.

    Members that are null are left out, except in metadata, where null is a value. Times become UTC with a Z.
    A String member called `metadata` is taken for JSON text if it holds an object. What JSON cannot hold does not
    become null: NaN turns into text that validation refuses, bytes raise `ImportAbortedError`.
    """
    match dtype:
        case pl.Struct():
            return _object_of(value, dtype, name, is_metadata)
        case pl.Map():
            return _object_of_map(value, dtype, name, is_metadata)
        case pl.List() | pl.Array():
            values = value.arr.to_list() if isinstance(dtype, pl.Array) else value
            element = json_of(pl.element(), dtype.inner, name, is_metadata=is_metadata).fill_null("null")
            return pl.lit("[") + values.list.eval(element).list.join(",") + pl.lit("]")
        case pl.Float32() | pl.Float64():
            refused = value.cast(pl.String) if is_metadata else quoted(value.cast(pl.String))
            return pl.when(value.is_finite()).then(value.cast(pl.String)).otherwise(refused)
        case pl.Datetime():
            utc = value if dtype.time_zone is None else value.dt.convert_time_zone("UTC")
            return quoted(utc.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ"))
        case pl.Null() | pl.Boolean() | pl.Decimal():
            return value.cast(pl.String)
        case pl.Binary() | pl.Object() | pl.Duration():
            what = "durations" if isinstance(dtype, pl.Duration) else "bytes"
            message = f"Column {name!r} holds {what}, which an order cannot hold."
            raise ImportAbortedError(message, "Write it as text, or leave it out of the file.")
        case _:
            return value.cast(pl.String) if dtype.is_integer() else quoted(value.cast(pl.String))


def _object_of(value: pl.Expr, dtype: pl.Struct, name: str, is_metadata: bool) -> pl.Expr:
    members = {}
    for field in dtype.fields:
        member, path = value.struct.field(field.name), f"{name}.{field.name}"
        text = _member(member, field.dtype, field.name, path, is_metadata)
        members[field.name] = text.fill_null("null") if is_metadata else text
    return pl.when(value.is_not_null()).then(json_object(members))


def _member(value: pl.Expr, dtype: _DataType, key: str, path: str, is_metadata: bool) -> pl.Expr:
    if key == "metadata" and dtype == pl.String and not is_metadata:
        return embedded(value)
    return json_of(value, dtype, path, is_metadata=is_metadata or key == "metadata")


def _object_of_map(value: pl.Expr, dtype: pl.Map, name: str, is_metadata: bool) -> pl.Expr:
    """A Parquet MAP is an object with any keys."""
    pairs = value.cast(pl.List(pl.Struct({"key": dtype.key, "value": dtype.value})))
    pair = pl.element().struct
    text = json_of(pair.field("value"), dtype.value, name, is_metadata=is_metadata).fill_null("null")
    members = pairs.list.eval(quoted(pair.field("key").cast(pl.String)) + pl.lit(":") + text).list.join(",")
    return pl.lit("{") + members + pl.lit("}")


def embedded(text: pl.Expr) -> pl.Expr:
    """JSON text of an object as it is; any other text as a JSON string, which validation refuses for metadata."""
    return pl.when(text.map_batches(_are_objects, pl.Boolean, is_elementwise=True)).then(text).otherwise(quoted(text))


def _are_objects(texts: pl.Series) -> pl.Series:
    return pl.Series(texts.name, [None if text is None else _is_object(text) for text in texts], dtype=pl.Boolean)


def _is_object(text: str) -> bool:
    try:
        msgspec.json.decode(without_halves(text.encode()), type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _unknown(name: str, dtype: _DataType) -> pl.Expr:
    """A column that is no field of an order, and so only counted: of what JSON cannot hold, that it was there."""
    try:
        return _member(pl.col(name), dtype, name, name, False)
    except ImportAbortedError:
        return pl.when(pl.col(name).is_not_null()).then(pl.lit("true"))


def rows_to_json(frame: pl.DataFrame, known: Collection[str]) -> pl.Series:
    """One JSON object a row of a frame with nested columns; see `json_of`.

    Raises `ImportAbortedError` if one of the `known` columns holds what JSON cannot.
    """
    members = {
        name: _member(pl.col(name), dtype, name, name, False) if name in known else _unknown(name, dtype)
        for name, dtype in frame.schema.items()
    }
    return frame.select(json_object(members).alias("raw")).to_series()
