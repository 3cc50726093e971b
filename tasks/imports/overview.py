"""Counts what the valid orders of a source have and lack, before anything is done with them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from schemas.clock import aware_utc
from schemas.orders.frames import Validated
from schemas.reports.months import empty_months
from schemas.reports.overview import Overview


@dataclass(slots=True)
class Seen:
    """What the orders had that were added so far; it grows with the months and statuses among them, not with them."""

    order_count: int = 0
    without_customer_count: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    times: list[datetime] = field(default_factory=list)
    months: set[str] = field(default_factory=set)

    def add(self, validated: Validated) -> None:
        """Count these orders too."""
        orders = validated.good.orders
        has_nobody = ~pl.col("has_customer").fill_null(False) & pl.col("customer_id").is_null()
        currency = orders.select(currency=pl.col("metadata").str.json_path_match("$.currency"))
        created_at = orders["created_at"].drop_nulls().sort()
        self.order_count += orders.height
        self.without_customer_count += orders.select(has_nobody.sum()).item()
        self.statuses.update(_counts(orders["status"]))
        self.currencies.update(_counts(currency["currency"]))
        self.times = sorted([*self.times, *created_at.gather([0, -1] if len(created_at) else [])])
        self.months.update(created_at.dt.truncate("1mo").unique().dt.strftime("%Y-%m"))

    def overview(self) -> Overview:
        """What they hold in all."""
        return Overview(
            order_count=self.order_count,
            without_customer_count=self.without_customer_count,
            statuses=dict(self.statuses.most_common()),
            currencies=dict(self.currencies.most_common()),
            first_created_at=aware_utc(self.times[0]) if self.times else None,
            last_created_at=aware_utc(self.times[-1]) if self.times else None,
            empty_months=empty_months(self.months),
        )


def overview_of(validated: Validated) -> Overview:
    """What the valid orders of a source hold."""
    seen = Seen()
    seen.add(validated)
    return seen.overview()


def _counts(texts: pl.Series) -> dict[str, int]:
    found = texts.drop_nulls().value_counts(sort=True, name="count")
    return dict(found.iter_rows())
