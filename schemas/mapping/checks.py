"""Columns that say what ours must come to: the tables [[check]]."""

from typing import Literal

from pydantic import Field

from schemas.mapping.table import Table
from schemas.mapping.values import AnyValue


class Check(Table):
    """An amount in the file that what is computed from an order must equal; no check where it or ours is absent."""

    column: AnyValue = Field(description="the amount that the source computed")
    equals: Literal["amount", "total_amount"] = Field(
        "total_amount",
        description="ours: the order's `amount`, or the sum of its items; `total_amount` is that less all discounts, "
        "refunds not taken off",
    )
    otherwise: Literal["reject", "warn"] = Field("reject", description="what happens to orders where they differ")
