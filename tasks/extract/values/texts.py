"""The texts that a mapping takes out of columns, before anybody asks what they mean."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.columns import MappedField
from schemas.mapping.conditions import Condition
from schemas.mapping.mapping import Mapping
from schemas.mapping.values import Value, ValueType
from tasks.extract.json_text import constant

# How a column that already has a time type is written down, to be read like any other text.
STAMP = "%Y-%m-%dT%H:%M:%S%.f"
# blanks around these mean nothing, whatever the mapping says of texts
_ALWAYS_TRIMMED = frozenset(ValueType) - {ValueType.TEXT}
# a cell with a date, and one with a time of day
_DATE_AND_TIME = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00:00 ([0-9]{2}:)"
# what is a text, whatever it looks like
TEXTS = (ValueType.TEXT, ValueType.KEY, ValueType.PHONE)
_NOTHING = pl.lit(None, pl.String)
# Below it, a binary fraction of 64 bits holds every whole number exactly.
EXACT = 2**53
# What is added to the columns of a file; no name in a header can be the same.
ROW, LINE, ORDER, REST = "\0row", "\0line", "\0order", "\0rest "
# Before the name of a column of numbers: what a workbook shows of those that it shows as ids, null for others.
SHOWN = "\0shown "
# Why a line cannot be read, whatever else it says.
WRONG = "\0wrong"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the file at hand, and the mapping that it is read by.

    `json_columns` hold JSON texts; the times of a workbook's mixed columns are written as `[dates]` says or as ISO, and
    numbers that are dates count from 1904 if `is_1904`. `mapped` are those that the mapping names, numbers filled in.
    `currency` is that of most orders of the file, if they are not all at hand. `shown` are columns that have one with
    what a workbook shows of their numbers.
    """

    schema: pl.Schema
    mapping: Mapping
    json_columns: frozenset[str] = frozenset()
    is_workbook: bool = False
    is_1904: bool = False
    mapped: frozenset[str] = frozenset()
    currency: str | None = None
    shown: frozenset[str] = frozenset()

    def rest(self, left_out: Collection[str], *, of_items: bool) -> list[str]:
        """The columns that the mapping does not name and does not leave out; of JSON, those of an order or an item."""
        lines = self.mapping.file.lines
        return [
            column
            for column in self.schema
            if column not in self.mapped
            and column not in left_out
            and (lines is None or column.startswith(f"{lines}.") is of_items)
        ]

    def text(self, column: str) -> pl.Expr:
        """The text in a column; null in a column that the file does not have and need not have."""
        if column not in self.schema:
            return _NOTHING
        return plain_text(pl.col(column), self.schema[column], column)

    def shown_text(self, column: str) -> pl.Expr:
        """The text in a column, as a workbook shows it where it shows a number as an id."""
        text = self.text(column)
        return pl.coalesce(SHOWN + column, text) if column in self.shown else text

    def dtype(self, value: Value) -> pl.DataType:
        """The type of the column that a value is taken from as it is."""
        named = value.column is not None and value.column in self.schema
        return self.schema[value.column] if named and value.column is not None else pl.String()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a value that has a text of its own, in a column called `name`."""

    name: str
    value: Value


def leaves(value: Value, name: str) -> Iterator[Leaf]:
    """The parts of a value whose texts have to be read; a part that is the same for all lines is none."""
    if value.first or value.sum:
        for place, part in enumerate(value.parts):
            yield from leaves(part, f"{name}/{place}")
    elif not value.is_fixed or value.when:
        yield Leaf(name, value)


def leaf_text(leaf: Leaf, value_type: ValueType, columns: Columns) -> pl.Expr:
    """The text of a leaf, null where there is none; of a constant its JSON."""
    value = leaf.value
    if value.constant is not None:
        return pl.when(all_hold(value.when, columns)).then(constant(value.constant)).alias(leaf.name)
    return text_of(value, columns, value_type).alias(leaf.name)


def companions(leaf: Leaf, value_type: ValueType, columns: Columns) -> Iterator[pl.Expr]:
    """The texts that a leaf's own text is read with: of a time its zone, of a phone number its country."""
    dates = columns.mapping.dates
    zone = leaf.value.time_zone or (dates.time_zone if dates else None)
    if value_type is ValueType.TIME and zone is not None and zone.column is not None:
        text = columns.text(zone.column).str.strip_chars()
        yield pl.when(text != "").then(text).alias(f"{leaf.name} zone")
    if value_type is ValueType.PHONE and leaf.value.region is not None:
        yield text_of(leaf.value.region, columns).alias(f"{leaf.name} region")


def texts_of(fields: Iterable[MappedField], columns: Columns) -> Iterator[pl.Expr]:
    """Everything that the values of these fields are made from, in columns called after their leaves."""
    for field in fields:
        for leaf in leaves(field.value, field.path):
            yield leaf_text(leaf, field.value_type, columns)
            yield from companions(leaf, field.value_type, columns)


def text_of(value: Value, columns: Columns, value_type: ValueType = ValueType.TEXT) -> pl.Expr:
    """The text of a value with all that the mapping does to it, but for its `map`."""
    text = _steps(_origin(value, columns, value_type), value, value_type, columns.mapping)
    return pl.when(all_hold(value.when, columns)).then(text) if value.when else text


def all_hold(conditions: tuple[Condition, ...], columns: Columns) -> pl.Expr:
    """Whether all conditions hold; true if there are none."""
    return pl.all_horizontal(pl.lit(True), *(holds(condition, columns) for condition in conditions))


def any_holds(conditions: tuple[Condition, ...], columns: Columns) -> pl.Expr:
    """Whether one of the conditions holds; false if there are none."""
    return pl.any_horizontal(pl.lit(False), *(holds(condition, columns) for condition in conditions))


def holds(condition: Condition, columns: Columns) -> pl.Expr:
    """Whether what a condition says is true of a line; never null."""
    text = columns.shown_text(condition.column).str.strip_chars().fill_null("")
    tests = []
    if condition.is_:
        tests.append(text.is_in(list(condition.is_)))
    if condition.is_not:
        tests.append(~text.is_in(list(condition.is_not)))
    if condition.present is not None:
        tests.append((text != "") == pl.lit(condition.present))
    if condition.starts_with:
        tests.append(pl.any_horizontal(text.str.starts_with(prefix) for prefix in condition.starts_with))
    if condition.matches:
        tests.append(text.str.contains(condition.matches))
    return pl.all_horizontal(tests)


def plain_text(value: pl.Expr, dtype: pl.DataType, column: str) -> pl.Expr:
    """The text of a column of any type. Raises `ImportAbortedError` for one that has no plain values."""
    if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object):
        message = f"Column {column!r} holds {dtype}, but a line item is made of plain values."
        raise ImportAbortedError(message, "Map another column, or write the file with one value a cell.")
    if isinstance(dtype, pl.Date):
        return value.dt.strftime("%Y-%m-%dT00:00:00")
    if isinstance(dtype, pl.Datetime):
        return (value if dtype.time_zone is None else value.dt.convert_time_zone("UTC")).dt.strftime(STAMP)
    if isinstance(dtype, pl.Duration):
        return value.dt.to_string("polars")
    if dtype.is_float():
        # a whole number is written as one: an id with gaps in its column was made a float by somebody's table
        is_whole = (value == value.floor()) & (value.abs() < EXACT)
        whole = value.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(is_whole).then(whole).otherwise(value.fill_nan(None).cast(pl.String))
    return value.cast(pl.String)


def _origin(value: Value, columns: Columns, value_type: ValueType) -> pl.Expr:
    if value.column is not None:
        return columns.shown_text(value.column) if value_type in TEXTS else columns.text(value.column)
    if value.row:
        return (pl.col(ROW) + 1).cast(pl.String)
    if value.join:
        texts = [text_of(part, columns) for part in value.join]
        joined = pl.concat_str(texts, separator=value.separator, ignore_nulls=True)
        if columns.is_workbook:
            joined = joined.str.replace(_DATE_AND_TIME, "${1} ${2}")
        return pl.when(pl.any_horizontal(text.is_not_null() for text in texts)).then(joined)
    if value.first:
        return pl.coalesce(text_of(part, columns) for part in value.parts)
    return pl.lit(value.constant if isinstance(value.constant, str) else json.dumps(value.constant))


def _steps(text: pl.Expr, value: Value, value_type: ValueType, mapping: Mapping) -> pl.Expr:
    is_trimmed = mapping.file.trim if value.trim is None else value.trim
    if is_trimmed or value_type in _ALWAYS_TRIMMED:
        text = text.str.strip_chars()
    text = pl.when(~text.is_in(["", *value.absent])).then(text)
    for prefix in value.strip_prefix:
        text = text.str.strip_prefix(prefix)
    for suffix in value.strip_suffix:
        text = text.str.strip_suffix(suffix)
    if value.pattern:
        text = text.str.extract(value.pattern)
    if value.strip_prefix or value.strip_suffix or value.pattern:
        text = pl.when(text != "").then(text)
    if value.lower:
        text = text.str.to_lowercase()
    if value.otherwise is not None:
        text = pl.when(text.is_not_null()).then(text.replace_strict(value.map, default=value.otherwise))
    elif value.map:
        text = text.replace(value.map)
    if value.present is not None:
        text = pl.when(text.is_not_null()).then(pl.lit(value.present))
    return pl.lit(value.prefix) + text if value.prefix else text
