"""One cell of a file of line items: its text, and the JSON value that a mapping makes of it or why it cannot."""

import re
from dataclasses import dataclass

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.orders.mapping import Mapping
from schemas.orders.mapping_columns import ColumnOrConstant, ValueType
from schemas.orders.mapping_formats import Dates, Money
from schemas.orders.reject_codes import RejectCode
from schemas.orders.time_patterns import EPOCH, ends_with_offset, has_offset
from tasks.extract.json_text import quoted

# How a column that already has a time type is written down, to be read like any other text.
_STAMP = "%Y-%m-%dT%H:%M:%S%.f"
# Polars would cut off digits below the microsecond, and let second 60 run into the next minute.
_INEXACT = r"\.[0-9]{6}[0-9]*[1-9]|:60"
# The years 1000 to 9999 in seconds since 1970.
_FIRST_SECOND, _LAST_SECOND = -30_610_224_000, 253_402_300_799
NO_FAULT = pl.lit(None, pl.String)
_INVALID_NUMBER = pl.lit(RejectCode.INVALID_NUMBER)


@dataclass(frozen=True, slots=True)
class Converted:
    """JSON text of a value (null: absent); `code` and `reason` why it is only the text that was in the cell.

    `reason` is null where it is not.
    """

    json: pl.Expr
    code: pl.Expr
    reason: pl.Expr


def cell_text(column: str, origin: ColumnOrConstant, schema: pl.Schema) -> pl.Expr:
    """The text in a mapped column, without the suffix to strip; null where it is empty or means 'no value'."""
    text = _text(pl.col(column), schema[column], column)
    present = pl.when(~text.is_in(["", *origin.absent])).then(text)
    return present.str.strip_suffix(origin.strip_suffix) if origin.strip_suffix else present


def reason_about(text: pl.Expr, words: str) -> pl.Expr:
    """A reason that quotes the start of a text: `'2.555' has more decimals than GBP has (2)`."""
    return pl.lit("'") + text.str.slice(0, 60).str.replace_all(r"\s", " ") + pl.lit(f"' {words}")


def _text(value: pl.Expr, dtype: pl.DataType, column: str) -> pl.Expr:
    if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object):
        message = f"Column {column!r} holds {dtype}, but a line item is made of plain values."
        raise ImportAbortedError(message, "Map another column, or write the file with one value a cell.")
    if isinstance(dtype, pl.Date):
        return value.dt.strftime("%Y-%m-%dT00:00:00")
    if isinstance(dtype, pl.Datetime):
        return (value if dtype.time_zone is None else value.dt.convert_time_zone("UTC")).dt.strftime(_STAMP)
    return value.cast(pl.String)


def convert(
    text: pl.Expr, value_type: ValueType, dtype: pl.DataType, mapping: Mapping, sign: pl.Expr | None = None
) -> Converted:
    """Read the `text` of a cell, from a column whose type in the file is `dtype`, as the mapping says it is written.

    `sign` (1 or -1) is what a number is multiplied by.
    """
    match value_type:
        case ValueType.WHOLE:
            # a whole number in a column of fractions is written 10.0
            whole = text.str.replace(r"\.0+$", "") if _is_fractional(dtype) else text
            number = pl.when(whole.str.contains("^-?[0-9]+$")).then(whole).cast(pl.Int64, strict=False)
            reason = reason_about(text, "is not a whole number of 64 bits")
            return _numeric(text, number, sign, _INVALID_NUMBER, reason)
        case ValueType.MONEY:
            assert mapping.money is not None  # or the mapping would have been refused
            number, code, reason = _money(text, _as_typed(mapping.money) if dtype.is_numeric() else mapping.money)
            return _numeric(text, number, sign, code, reason)
        case ValueType.TIME:
            assert mapping.dates is not None  # as above
            return _time(text, dtype, mapping.dates)
        case ValueType.TEXT:
            return Converted(quoted(text), NO_FAULT, NO_FAULT)


def _is_fractional(dtype: pl.DataType) -> bool:
    return dtype.is_float() or dtype.is_decimal()


def _as_typed(money: Money) -> Money:
    """How a number of a typed column is written: the separators of texts are not its own."""
    return money.model_copy(update={"decimal_separator": ".", "thousands_separator": ""})


def _numeric(text: pl.Expr, number: pl.Expr, sign: pl.Expr | None, code: pl.Expr, reason: pl.Expr) -> Converted:
    signed = number if sign is None else number * sign
    json = pl.when(number.is_not_null()).then(signed.cast(pl.String)).otherwise(quoted(text))
    is_wrong = number.is_null() & text.is_not_null()
    return Converted(json, code, pl.when(is_wrong).then(reason))


def _money(text: pl.Expr, money: Money) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Decimal text to the smallest unit, digit by digit: no binary fraction ever stands for an amount."""
    point, group = re.escape(money.decimal_separator), re.escape(money.thousands_separator)
    whole_part = f"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    plain = text.str.replace_all(money.thousands_separator, "", literal=True) if group else text
    fraction = plain.str.extract(f"{point}([0-9]+)$").fill_null("").str.strip_chars_end("0")
    is_decimal = text.str.contains(f"^-?(?:{whole_part})(?:{point}[0-9]+)?$")
    fits = fraction.str.len_bytes() <= money.decimals
    digits = plain.str.extract("^(-?[0-9]+)") + fraction.str.pad_end(money.decimals, "0")
    reason = (
        pl.when(~is_decimal)
        .then(reason_about(text, f"is not an amount of money such as 1{money.decimal_separator}50"))
        .when(~fits)
        .then(reason_about(text, f"has more decimals than {money.currency} has ({money.decimals})"))
        .otherwise(reason_about(text, "is more money than 64 bits hold"))
    )
    code = pl.when(is_decimal & fits).then(pl.lit(RejectCode.TOO_LARGE)).otherwise(_INVALID_NUMBER)
    return pl.when(is_decimal & fits).then(digits).cast(pl.Int64, strict=False), code, reason


def _time(text: pl.Expr, dtype: pl.DataType, dates: Dates) -> Converted:
    pattern = _STAMP if dtype.is_temporal() else dates.pattern
    read = _parsed(text, pattern)
    # A %Y happily reads the year 10 from "1/12/10".
    is_exact = read.dt.year().is_between(1000, 9999) & ~text.str.contains(_INEXACT)
    if has_offset(pattern):
        utc = read.dt.replace_time_zone(None)
    else:
        zone = "UTC" if isinstance(dtype, pl.Datetime) and dtype.time_zone else dates.time_zone
        ambiguous = "null" if dates.ambiguous == "reject" else dates.ambiguous
        local = read.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null")
        utc = local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    valid = pl.when(is_exact).then(utc)
    iso = quoted(valid.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ"))
    reason = (
        pl.when(is_exact.fill_null(False))
        .then(reason_about(text, f"happened twice or never on a clock in {dates.time_zone}"))
        .otherwise(reason_about(text, f"is not a time written as {_STAMP if dtype.is_temporal() else dates.format}"))
    )
    json = pl.when(valid.is_not_null()).then(iso).otherwise(quoted(text))
    is_wrong = valid.is_null() & text.is_not_null()
    return Converted(json, pl.lit(RejectCode.INVALID_TIME), pl.when(is_wrong).then(reason))


def _parsed(text: pl.Expr, pattern: str) -> pl.Expr:
    if pattern == EPOCH:
        seconds = pl.when(text.str.contains("^-?[0-9]{1,12}$")).then(text).cast(pl.Int64, strict=False)
        within = seconds.is_between(_FIRST_SECOND, _LAST_SECOND)
        return pl.from_epoch(pl.when(within).then(seconds), time_unit="s").cast(pl.Datetime("us"))
    offset = text.str.replace("[Zz]$", "+00:00") if ends_with_offset(pattern) else text
    return offset.str.to_datetime(pattern, time_unit="us", strict=False)
