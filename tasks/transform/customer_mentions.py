"""Who the customers and referrers in a batch are: their mentions with the data to store, and why one cannot be.

A customer is named by `customer` or `customer_id`, a referrer by `referrer` or `referrer_id`; which stored customer
that is, `tasks.transform.identity_resolution` finds, for all kinds alike.
"""

import polars as pl

from schemas.orders.fields import ADDRESS, ROLE_PATHS, ROLES
from schemas.orders.frames import GoodOrders

COLUMNS = [
    *("source_id", "name", "description", "email", "phone", "birthdate"),
    *(f"address_{part}" for part in ADDRESS),
]


def customer_mentions(good: GoodOrders) -> pl.DataFrame:
    """`MENTION` with `role` (a position in `ROLES`), `is_described` (data came with it) and the data's columns."""
    described = good.customers.with_columns(id=pl.coalesce("id", "outer_id"), is_described=pl.lit(True))
    bare = [
        good.orders.filter(pl.col(f"{noun}_id").is_not_null() & ~pl.col(f"has_{noun}")).select(
            "row", id=f"{noun}_id", role=pl.lit(role, dtype=described.schema["role"]), is_described=pl.lit(False)
        )
        for role, noun in enumerate(ROLES)
    ]
    columns = ["row", "role", "id", "is_described", *COLUMNS, "metadata"]
    mentions = pl.concat([described.select(columns), *bare], how="diagonal")
    seq = pl.col("row").cast(pl.Int64) * len(ROLES) + pl.col("role")
    return mentions.with_columns(seq=seq, creates=pl.col("id").is_null())


def customer_problems(mentions: pl.DataFrame) -> pl.DataFrame:
    """`row` and `FAULT` of the first customer or referrer of each order who cannot be who it says."""
    broken = mentions.filter(pl.col("problem").is_not_null()).sort("seq")
    whose = pl.col("role").replace_strict(ROLE_PATHS, return_dtype=pl.String)
    described = pl.format("{}.{}", whose, "problem")
    path = pl.when("is_described").then(described).otherwise(pl.format("{}_id", whose))
    return broken.select("row", code="problem_code", path=path, reason="problem_reason")
