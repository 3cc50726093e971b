"""What takes more than one value to check: times and dates that can be read, ids that say the same.

Each finding is a column `x_ok` beside `x`, which a rule in `schemas.orders.rules` looks at; `x_text` is what a time or
date was before it was read.
"""

import polars as pl
import polars.selectors as cs

from schemas.orders.frames import Parsed
from schemas.time_columns import parse_date, parse_timestamp

CHECKS = cs.ends_with("_ok", "_text")


def with_cross_checks(parsed: Parsed) -> Parsed:
    """Add the times as times, and one `…_ok` column for each rule that needs more than one value."""
    orders = parsed.orders.with_columns(*_times(parsed.orders, "created_at"), *_times(parsed.orders, "changed_at"))
    born, old_name = parse_date(parsed.customers["birthdate"]), parse_date(parsed.customers["birthday"])
    # where both are given, the newer name says it
    customers = parsed.customers.with_columns(
        birthdate=born.zip_with(born.is_not_null(), old_name),
        birthdate_text="birthdate",
        birthdate_ok=_kept(parsed.customers["birthdate"], born),
        birthday_ok=_kept(parsed.customers["birthday"], old_name),
        id_ok=_same("id", "outer_id"),
    )
    return Parsed(orders, customers, parsed.items.with_columns(**_item_checks()))


def _times(orders: pl.DataFrame, name: str) -> list[pl.Series]:
    text = orders[name]
    time = parse_timestamp(text)
    return [time.alias(name), text.alias(f"{name}_text"), _kept(text, time).alias(f"{name}_ok")]


def _item_checks() -> dict[str, pl.Expr]:
    source_id, related = pl.col("source_id"), pl.col("related_object")
    return {
        "related_object_ok": source_id.is_null() | related.is_not_null(),
        "in_product_id_ok": _same("in_product_id", "product_id"),
        "in_sku_id_ok": _same("in_sku_id", "sku_id"),
        "in_sku_product_id_ok": _same("in_sku_product_id", "product_id") & _same("in_sku_product_id", "in_product_id"),
        "in_product_source_id_ok": _same("in_product_source_id", "source_id") | (related != "product").fill_null(True),
        "in_sku_source_id_ok": _same("in_sku_source_id", "source_id") | (related != "sku").fill_null(True),
    }


def _kept(before: pl.Series, after: pl.Series) -> pl.Series:
    return before.is_null() | after.is_not_null()


def _same(one: str, other: str) -> pl.Expr:
    return (pl.col(one) == pl.col(other)).fill_null(True)
