"""The good orders of a batch as rows in the shape of the tables, one row an entity, ready to load."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from schemas.orders.frames import Kind, Staged
from schemas.reports.report import Warned
from tasks.transform.acceptance import Acceptance
from tasks.transform.item_changes import item_changes, winning_items
from tasks.transform.mentioned import FIELDS, mentioned
from tasks.transform.merge import upsert
from tasks.transform.order_versions import merged_orders, order_versions


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds: the rows that a batch names, by kind; the orders' items, where it brings any; the
    position of the next new order.
    """

    rows: dict[Kind, pl.DataFrame]
    items: pl.DataFrame
    next_position: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes at what time (naive UTC), and of what kinds also rows that stay as they are: an import of none."""

    import_id: str
    now: datetime
    kept_unchanged: frozenset[Kind]


def stage(
    acceptance: Acceptance, stored: Stored, rejects: pl.DataFrame, warnings: list[Warned], stamp: Stamp
) -> Staged:
    """Merge the mentions that were not rejected into one row an entity."""
    mentions = {kind: acceptance.accepted(frame) for kind, frame in acceptance.mentions.items()}
    orders = order_versions(acceptance.accepted(acceptance.orders), mentions)
    changes = item_changes(orders, acceptance.items, stored.items, stored.rows[Kind.ORDER]["id"])
    described = _described(mentions)
    said = mentioned({Kind.ORDER: orders, **described}, stored.rows)
    merged = {
        **{kind: upsert(frame, stored.rows[kind], FIELDS[kind]) for kind, frame in described.items()},
        Kind.ORDER: merged_orders(orders, stored.rows[Kind.ORDER], changes, stored.next_position, stamp.now),
    }
    rows = {kind: _written(kind, frame, stamp) for kind, frame in merged.items()}
    unchanged = {kind: frame.height - rows[kind].height for kind, frame in merged.items()}
    # most of a large portion's memory is in these, which nothing below needs
    del mentions, described, merged
    replaced = {kind: stored.rows[kind].join(frame, on="id", how="semi") for kind, frame in rows.items()}
    is_all_written = not unchanged[Kind.ORDER]
    written = orders if is_all_written else orders.join(rows[Kind.ORDER], left_on="key", right_on="id", how="semi")
    items = winning_items(orders, acceptance.items)
    items_of = orders.filter("has_items").select(id="key").unique()
    if Kind.ORDER not in stamp.kept_unchanged:
        items = items.join(changes, left_on="order_id", right_on="key", how="semi", maintain_order="left")
        items_of = changes.select(id="key")
    replaced_lists = items_of.join(replaced[Kind.ORDER], on="id", how="semi")["id"]
    return Staged(
        rows=rows,
        items=items.with_columns(import_id=pl.lit(stamp.import_id)),
        replaced=replaced,
        unchanged=unchanged,
        items_of=replaced_lists,
        replaced_items=stored.items.filter(pl.col("order_id").is_in(replaced_lists.implode())),
        mentioned=said,
        touched=_touched(rows, replaced[Kind.ORDER], written),
        versions=orders.select("key", "row", "status", "created_at", "amount", "metadata"),
        rejects=rejects,
        warnings=warnings,
        row_count=orders.height + rejects.height + acceptance.stale.len(),
        done_count=orders.height,
        stale_count=acceptance.stale.len(),
    )


def _described(mentions: dict[Kind, pl.DataFrame]) -> dict[Kind, pl.DataFrame]:
    """The mentions that bring data to store, of all kinds but orders."""
    products, skus = (mentions[kind].filter("creates") for kind in (Kind.PRODUCT, Kind.SKU))
    return {
        Kind.CUSTOMER: mentions[Kind.CUSTOMER].filter("is_described"),
        Kind.PRODUCT: products,
        Kind.SKU: _with_products(skus, mentions[Kind.PRODUCT]),
    }


def _written(kind: Kind, merged: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
    """The rows to write of those that were merged, as the tables have them; of an order, where it was last changed."""
    rows = merged if kind in stamp.kept_unchanged else merged.filter(pl.col("changed_seq").is_not_null())
    if "position" in rows.columns:
        rows = rows.with_columns(source_row=pl.col("changed_seq").fill_null(0))
    stamps = {"import_id": pl.lit(stamp.import_id), "updated_at": pl.lit(stamp.now, pl.Datetime("us"))}
    return rows.drop("changed_seq").with_columns(pl.col("created_at").fill_null(stamp.now), **stamps)


def _with_products(skus: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    named = products.filter("creates").select("seq", product_id="key")
    return skus.join(named, on="seq", how="left", maintain_order="left")


def _touched(rows: dict[Kind, pl.DataFrame], replaced_orders: pl.DataFrame, written: pl.DataFrame) -> pl.Series:
    """Customers that were written, and the buyers of written orders: before, after, and in between."""
    buyers = [frame["customer_id"] for frame in (rows[Kind.ORDER], replaced_orders, written)]
    return pl.concat([rows[Kind.CUSTOMER]["id"], *(buyer.rename("id") for buyer in buyers)]).drop_nulls().unique()
