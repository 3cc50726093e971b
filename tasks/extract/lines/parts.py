"""Lines of a file that is read in parts: what has to be known of all of them before any order can be made."""

import polars as pl

from schemas.mapping.mapping import Mapping
from schemas.mapping.money import DECIMALS
from schemas.reports.report import Warned
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.numbering import NUMBER, kept, number_of, opened
from tasks.extract.values.currency import code_of_line
from tasks.extract.values.texts import ROW

CODE = "\0code"
_CURRENCY = ("metadata", "currency")


def can_be_in_parts(mapping: Mapping) -> bool:
    """Whether all that depends on the whole file can be known from its lines: not a total amount in its footer, nor
    the most frequent of currencies that stand in a field of the order.
    """
    money = mapping.money
    is_field = any(field.place == _CURRENCY for field in mapping.order_fields())
    depends = money is not None and is_field and not money.currency.column and not _is_certain(mapping)
    return not mapping.file.has_total_amount and not depends


def are_alone(mapping: Mapping) -> bool:
    """Whether the lines of an order are all in one row of the source."""
    return mapping.file.lines is not None or mapping.order is None or mapping.order.source_id is None


def has_open_currency(mapping: Mapping) -> bool:
    """Whether the currency that orders have to be in is the most frequent one of columns of the file."""
    return mapping.money is not None and bool(mapping.money.currency.column) and not _is_certain(mapping)


def _is_certain(mapping: Mapping) -> bool:
    """Whether the mapping says in which currency orders have to be, or that they may be in any."""
    return mapping.money is not None and bool(mapping.money.currency.expect or mapping.money.currency.mixed)


def keys_of(lines: Lines, mapping: Mapping) -> tuple[pl.DataFrame, list[Warned]]:
    """Of each row that counts `ROW`, `NUMBER` (what names its order; null: it is alone) and `CODE` (its currency)."""
    frame, _, columns = opened(lines, mapping)
    left, warnings = kept(frame, columns)
    number = pl.lit(None, pl.String) if are_alone(mapping) else number_of(columns)
    keys = left.select(ROW, number.alias(NUMBER), code_of_line(columns).alias(CODE))
    if keys[CODE].is_null().all():
        return keys.unique(ROW, keep="first", maintain_order=True), warnings
    first = keys.group_by(ROW, maintain_order=True)
    return first.agg(pl.col(NUMBER).first(), pl.col(CODE).drop_nulls().first()), warnings


def first_real(codes: list[str]) -> str | None:
    """The first of these that is a currency."""
    return next((code for code in codes if code in DECIMALS), None)
