"""Orders as versions of what is stored, one row an order of the source, and what they come to."""

from datetime import datetime

import polars as pl

from schemas.orders.fields import ROLES
from schemas.orders.frames import Kind
from tasks.transform.merge import upsert

COLUMNS = [
    *("source_id", "status", "created_at", "amount", "initial_amount", "discount_amount", "items_discount_amount"),
    *("customer_id", "referrer_id", "changed_at"),
]


def order_versions(orders: pl.DataFrame, mentions: dict[Kind, pl.DataFrame]) -> pl.DataFrame:
    """The accepted orders with their own id (`key`) and their customers', amounts made whole; `seq` is their row."""
    keyed = orders.join(mentions[Kind.ORDER].select("row", "key", "seq"), on="row", how="left", maintain_order="left")
    for role, noun in enumerate(ROLES):
        named = mentions[Kind.CUSTOMER].filter(pl.col("role") == role).select("row", **{f"{noun}_key": "key"})
        keyed = keyed.join(named, on="row", how="left", maintain_order="left")
    has_items = pl.col("item_count").is_not_null()
    return keyed.with_columns(
        customer_id="customer_key",
        referrer_id="referrer_key",
        amount=pl.coalesce("amount", pl.when(has_items).then(pl.col("items_amount").fill_null(0))).cast(pl.Int64),
        items_discount_amount=pl.when(has_items).then(pl.col("items_discount").fill_null(0)).cast(pl.Int64),
        has_items=has_items,
    )


def merged_orders(
    versions: pl.DataFrame, stored: pl.DataFrame, items_changed: pl.DataFrame, next_position: int, now: datetime
) -> pl.DataFrame:
    """One row an order; `changed_seq` as `merge` has it, or the last version that brings other items."""
    new = versions.select("key", "seq").unique("key", keep="first", maintain_order=True)
    new = new.join(stored, left_on="key", right_on="id", how="anti", maintain_order="left")
    positions = pl.concat(
        [
            stored.select("id", "position"),
            new.select(id="key", position=pl.int_range(pl.len()) + next_position),
        ]
    )
    merged = upsert(_with_defaults(versions, new, now), stored, COLUMNS)
    for found in (positions, items_changed.rename({"key": "id"})):
        merged = merged.join(found, on="id", how="left", maintain_order="left")
    return merged.with_columns(changed_seq=pl.max_horizontal("changed_seq", "items_seq")).drop("items_seq")


def _with_defaults(versions: pl.DataFrame, new: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """What the first version of a new order leaves out is what it means if left out (contract §2)."""
    is_first = pl.col("seq").is_in(new["seq"].implode())
    amount = pl.col("amount").fill_null(0)
    defaults = {
        "status": pl.lit("CREATED"),
        "created_at": pl.lit(now, pl.Datetime("us")),
        "amount": amount,
        "initial_amount": amount,
        "items_discount_amount": pl.lit(0),
    }
    return versions.with_columns(
        pl.when(is_first).then(pl.coalesce(name, default)).otherwise(pl.col(name)).alias(name)
        for name, default in defaults.items()
    )
