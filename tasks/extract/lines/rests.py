"""All columns that a mapping does not name, as metadata under their own names."""

from typing import TypeAlias

import polars as pl

from tasks.extract.json_text import json_of, quoted
from tasks.extract.values.texts import REST, SHOWN, Columns

Rests: TypeAlias = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""Where other columns go, and which of them do not."""


def rest_texts(rests: Rests, columns: Columns, *, of_items: bool) -> list[pl.Expr]:
    """JSON of every column that is left for metadata, called `REST` and its name."""
    left = {column for _, left_out in rests for column in columns.rest(left_out, of_items=of_items)}
    return [_json(column, columns).alias(REST + column) for column in columns.schema if column in left]


def rest_members(
    texts: pl.DataFrame, rests: Rests, columns: Columns, *, of_items: bool
) -> dict[tuple[str, ...], pl.Series]:
    """What `rest_texts` has read, by its place in an order or an item."""
    prefix = f"{columns.mapping.file.lines}."
    return {
        (*place, column.removeprefix(prefix)): texts[REST + column]
        for place, left_out in rests
        for column in columns.rest(left_out, of_items=of_items)
    }


def _json(column: str, columns: Columns) -> pl.Expr:
    """JSON of a column as it is: text as text, what has a type by its type; an empty cell is absent.

    Numbers that a workbook shows as ids are texts.
    """
    if column in columns.shown:
        shown = pl.col(SHOWN + column)
        return pl.when(shown.is_null()).then(_plain(column, columns)).otherwise(quoted(shown))
    return _plain(column, columns)


def _plain(column: str, columns: Columns) -> pl.Expr:
    value, dtype = pl.col(column), columns.schema[column]
    if column in columns.json_columns:
        return pl.when(value != "null").then(value)
    if dtype == pl.String:
        return quoted(pl.when(value != "").then(value))
    return json_of(value, dtype, column, is_metadata=True)
