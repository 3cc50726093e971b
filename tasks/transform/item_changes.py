"""The items of a batch's orders: the list that counts in the end, and whether any list differs from the one before."""

import polars as pl

from tasks.transform.merge import STORED_SEQ

_DATA = [
    *("item_index", "product_id", "sku_id", "source_id", "related_object", "quantity", "price", "amount"),
    *("discount_amount", "discount_quantity", "initial_quantity", "initial_amount", "product", "sku", "metadata"),
]
_AMOUNT = pl.col("final_amount").cast(pl.Int64)


def winning_items(orders: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The items of the last version of each order (`order_versions`) that brings a list; they replace all before."""
    last = orders.filter("has_items").unique("key", keep="last", maintain_order=True).select("row", order_id="key")
    # amounts of rejected orders may be too large
    kept = items.join(last, on="row", how="inner", maintain_order="left").with_columns(amount=_AMOUNT)
    return kept.select("order_id", *_DATA)


def item_changes(
    orders: pl.DataFrame, items: pl.DataFrame, stored: pl.DataFrame, stored_ids: pl.Series
) -> pl.DataFrame:
    """`key` of each order whose items change, and as `items_seq` its last version that brings other ones than before.

    `stored` are the items of the stored orders among them, whose ids are `stored_ids`.
    """
    lists = orders.filter("has_items").select("key", "seq", "row")
    is_met = pl.col("key").is_duplicated() | pl.col("key").is_in(stored_ids.implode())
    # most orders come once and are new; an empty list is no change to them
    brought = lists.filter(~is_met).join(items, on="row", how="semi")
    changed = pl.concat([brought.select("key", "seq"), _other_than_before(lists.filter(is_met), items, stored)])
    return changed.group_by("key").agg(items_seq=pl.col("seq").max())


def _other_than_before(lists: pl.DataFrame, items: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """`key` and `seq` of the lists that differ from the one before, which is what is stored at first, or none."""
    if lists.is_empty():
        return lists.select("key", "seq")
    data = items.drop("seq").join(lists, on="row", how="inner").with_columns(amount=_AMOUNT)
    before = stored.with_columns(pl.col("item_index").cast(pl.Int64), key="order_id", seq=pl.lit(STORED_SEQ, pl.Int64))
    data = pl.concat([data.select("key", "seq", *_DATA), before.select("key", "seq", *_DATA)])
    heads = lists.select("key").unique().with_columns(seq=pl.lit(STORED_SEQ, pl.Int64))
    pairs = pl.concat([heads, lists.select("key", "seq")]).sort("key", "seq")
    pairs = pairs.with_columns(before_seq=pl.col("seq").shift().over("key"))
    pairs = pairs.join(data.group_by("key", "seq").len("item_count"), on=["key", "seq"], how="left")
    pairs = pairs.with_columns(pl.col("item_count").fill_null(0)).sort("key", "seq")
    has_other_count = pl.col("item_count") != pl.col("item_count").shift().over("key")
    later = data.join(pairs.filter(pl.col("before_seq").is_not_null()), on=["key", "seq"], how="inner")
    earlier = data.rename({"seq": "before_seq"})
    other = later.join(earlier, on=["key", "before_seq", *_DATA], how="anti", nulls_equal=True)
    return pl.concat([pairs.filter(has_other_count).select("key", "seq"), other.select("key", "seq")])
