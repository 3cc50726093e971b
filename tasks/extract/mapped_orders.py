"""What comes of reading a source, by a mapping or without one."""

from dataclasses import dataclass

import polars as pl

from schemas.reports.report import Warned


@dataclass(frozen=True, slots=True)
class MappedOrders:
    """`orders` has row (0-based position of the order's first line), raw and `FAULT`."""

    orders: pl.DataFrame
    warnings: list[Warned]
