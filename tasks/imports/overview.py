"""Counts what the valid orders of a file have and lack, before anything is done with them."""

import polars as pl

from schemas.clock import aware_utc
from schemas.orders.frames import Validated
from schemas.reports.overview import Overview


def overview_of(validated: Validated) -> Overview:
    """What the valid orders of a source hold."""
    orders = validated.good.orders
    has_nobody = ~pl.col("has_customer").fill_null(False) & pl.col("customer_id").is_null()
    currency = orders.select(currency=pl.col("metadata").str.json_path_match("$.currency"))
    created_at = orders["created_at"].drop_nulls().sort()
    return Overview(
        order_count=orders.height,
        without_customer_count=orders.select(has_nobody.sum()).item(),
        statuses=_counts(orders["status"]),
        currencies=_counts(currency["currency"]),
        first_created_at=aware_utc(created_at[0]) if len(created_at) else None,
        last_created_at=aware_utc(created_at[-1]) if len(created_at) else None,
        empty_months=_empty_months(created_at),
    )


def _counts(texts: pl.Series) -> dict[str, int]:
    found = texts.drop_nulls().value_counts(sort=True, name="count")
    return dict(found.iter_rows())


def _empty_months(created_at: pl.Series) -> list[str]:
    if not len(created_at):
        return []
    months = created_at.dt.truncate("1mo").unique().sort()
    every = pl.datetime_range(months[0], months[-1], "1mo", eager=True)
    return every.filter(~every.is_in(months.implode())).dt.strftime("%Y-%m").to_list()
