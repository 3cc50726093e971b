"""The good orders of a batch as rows in the shape of the tables, one row an entity, ready to load."""

from datetime import datetime

import polars as pl

from schemas.orders.fields import PRODUCT_DATA, ROLES, SKU_DATA
from schemas.orders.frames import Kind, Staged
from schemas.report import Warned
from tasks.transform import customer_mentions
from tasks.transform.acceptance import Acceptance
from tasks.transform.merge import merge

_ORDER_COLUMNS = [
    *("source_id", "status", "created_at", "amount", "initial_amount", "discount_amount", "items_discount_amount"),
    *("customer_id", "referrer_id", "source_row"),
]
_ITEM_COLUMNS = [
    *("order_id", "item_index", "product_id", "sku_id", "source_id", "related_object", "quantity", "price", "amount"),
    *("discount_amount", "discount_quantity", "initial_quantity", "initial_amount", "product", "sku", "metadata"),
]


def stage(
    acceptance: Acceptance,
    stored: dict[Kind, pl.DataFrame],
    rejects: pl.DataFrame,
    warnings: list[Warned],
    import_id: str,
    now: datetime,
    first_position: int,
) -> Staged:
    """Merge the mentions that were not rejected into one row an entity; new orders have positions from the first on."""
    mentions = {kind: acceptance.accepted(frame) for kind, frame in acceptance.mentions.items()}
    orders = _order_versions(acceptance.accepted(acceptance.orders), mentions)
    customers = mentions[Kind.CUSTOMER].filter("is_described")
    to_store = {kind: mentions[kind].filter("creates") for kind in (Kind.PRODUCT, Kind.SKU)}
    skus = _with_products(to_store[Kind.SKU], mentions[Kind.PRODUCT])
    rows = {
        Kind.CUSTOMER: _upserted(customers, stored[Kind.CUSTOMER], customer_mentions.COLUMNS),
        Kind.PRODUCT: _upserted(to_store[Kind.PRODUCT], stored[Kind.PRODUCT], ["source_id", *PRODUCT_DATA]),
        Kind.SKU: _upserted(skus, stored[Kind.SKU], ["source_id", "product_id", *SKU_DATA]),
        Kind.ORDER: _merged_orders(orders, stored[Kind.ORDER], first_position),
    }
    stamps = {"import_id": pl.lit(import_id), "updated_at": pl.lit(now, pl.Datetime("us"))}
    rows = {kind: frame.with_columns(pl.col("created_at").fill_null(now), **stamps) for kind, frame in rows.items()}
    replaced = {kind: stored[kind].join(frame, on="id", how="semi") for kind, frame in rows.items()}
    items = _winning_items(orders, acceptance.items)
    return Staged(
        rows=rows,
        items=items.with_columns(import_id=pl.lit(import_id)),
        replaced=replaced,
        items_of=_ids_with_new_items(orders, replaced[Kind.ORDER]),
        touched=_touched(rows, replaced[Kind.ORDER]),
        rejects=rejects,
        warnings=warnings,
        row_count=orders.height + rejects.height,
        done_count=orders.height,
    )


def _order_versions(orders: pl.DataFrame, mentions: dict[Kind, pl.DataFrame]) -> pl.DataFrame:
    """The orders with their own id and their customers', amounts made whole; one row an order of the source."""
    keyed = orders.join(mentions[Kind.ORDER].select("row", "key", "seq"), on="row", how="left", maintain_order="left")
    for role, noun in enumerate(ROLES):
        named = mentions[Kind.CUSTOMER].filter(pl.col("role") == role).select("row", **{f"{noun}_key": "key"})
        keyed = keyed.join(named, on="row", how="left", maintain_order="left")
    has_items = pl.col("item_count").is_not_null()
    return keyed.with_columns(
        customer_id="customer_key",
        referrer_id="referrer_key",
        source_row=pl.col("row").cast(pl.Int64),
        amount=pl.coalesce("amount", pl.when(has_items).then(pl.col("items_amount").fill_null(0))).cast(pl.Int64),
        items_discount_amount=pl.when(has_items).then(pl.col("items_discount").fill_null(0)).cast(pl.Int64),
        has_items=has_items,
    )


def _merged_orders(versions: pl.DataFrame, stored: pl.DataFrame, first_position: int) -> pl.DataFrame:
    first = versions.unique("key", keep="first", maintain_order=True).select(id="key", first_amount="amount")
    new = first.join(stored, on="id", how="anti", maintain_order="left").select("id")
    positions = pl.concat(
        [stored.select("id", "position"), new.with_columns(position=pl.int_range(pl.len()) + first_position)]
    )
    merged = _upserted(versions, stored, _ORDER_COLUMNS)
    for found in (first, positions):
        merged = merged.join(found, on="id", how="left", maintain_order="left")
    return merged.with_columns(
        pl.col("status").fill_null("CREATED"),
        pl.col("amount").fill_null(0),
        pl.col("items_discount_amount").fill_null(0),
        pl.coalesce("initial_amount", pl.col("first_amount").fill_null(0)),
    ).drop("first_amount")


def _upserted(mentions: pl.DataFrame, stored: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row for each `id` mentioned: its stored version and its mentions, merged one after the other."""
    columns = columns if "created_at" in columns else [*columns, "created_at"]
    before = stored.join(mentions.select(id="key").unique(), on="id", how="semi")
    before = before.select("metadata", *columns, key="id", seq=pl.lit(-1, pl.Int64))
    present = [column for column in columns if column in mentions.columns]
    versions = pl.concat([before, mentions.select("metadata", *present, "key", "seq")], how="diagonal_relaxed")
    return merge(versions, columns).rename({"key": "id"})


def _with_products(skus: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
    named = products.filter("creates").select("seq", product_id="key")
    return skus.join(named, on="seq", how="left", maintain_order="left")


def _winning_items(orders: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The items of the last version of each order that brings a list; they replace all before."""
    last = orders.filter("has_items").unique("key", keep="last", maintain_order=True).select("row", order_id="key")
    columns = [pl.col("final_amount").alias(name) if name == "amount" else name for name in _ITEM_COLUMNS[1:]]
    kept = items.select("row", *columns).join(last, on="row", how="inner", maintain_order="left")
    return kept.drop("row").with_columns(pl.col("amount").cast(pl.Int64))


def _ids_with_new_items(orders: pl.DataFrame, replaced: pl.DataFrame) -> pl.Series:
    return orders.filter("has_items").join(replaced, left_on="key", right_on="id", how="semi")["key"].unique()


def _touched(rows: dict[Kind, pl.DataFrame], replaced_orders: pl.DataFrame) -> pl.Series:
    """Customers that were written, and the buyers of written orders, before and after."""
    buyers = [rows[Kind.ORDER]["customer_id"], replaced_orders["customer_id"]]
    return pl.concat([rows[Kind.CUSTOMER]["id"], *(buyer.rename("id") for buyer in buyers)]).drop_nulls().unique()
