"""The customers and referrers of a batch as mentions (`tasks.transform.identity`), with the data to store."""

import polars as pl

from schemas.orders.fields import ADDRESS
from schemas.orders.frames import GoodOrders
from tasks.validate.rule_failures import ROLE_PATHS

_ROLES = len(ROLE_PATHS)
COLUMNS = [
    *("source_id", "name", "description", "email", "phone", "birthdate"),
    *(f"address_{part}" for part in ADDRESS),
]


def customer_mentions(good: GoodOrders) -> pl.DataFrame:
    """Mentions with `role` (see `ROLE_PATHS`), `is_described` (data came with it) and the data's columns."""
    described = good.customers.with_columns(id=pl.coalesce("id", "outer_id"), is_described=pl.lit(True))
    bare = [
        good.orders.filter(pl.col(f"{noun}_id").is_not_null() & ~pl.col(f"has_{noun}")).select(
            "row", id=f"{noun}_id", role=pl.lit(role, dtype=described.schema["role"]), is_described=pl.lit(False)
        )
        for role, noun in enumerate(("customer", "referrer"))
    ]
    columns = ["row", "role", "id", "is_described", *COLUMNS, "metadata"]
    mentions = pl.concat([described.select(columns), *bare], how="diagonal")
    seq = pl.col("row").cast(pl.Int64) * _ROLES + pl.col("role")
    return mentions.with_columns(seq=seq, creates=pl.col("id").is_null())


def customer_problems(mentions: pl.DataFrame) -> pl.DataFrame:
    """`row` and `FAULT` of the first person of each order who cannot be who the order says."""
    broken = mentions.filter(pl.col("problem").is_not_null()).sort("seq")
    whose = pl.col("role").replace_strict(ROLE_PATHS, return_dtype=pl.String)
    described = pl.format("{}.{}", whose, "problem")
    path = pl.when("is_described").then(described).otherwise(pl.format("{}_id", whose))
    return broken.select("row", code="problem_code", path=path, reason="problem_reason")
