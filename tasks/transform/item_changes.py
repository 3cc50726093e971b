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
    lists = orders.filter("has_items").select("key", "seq", "item_count", list=pl.col("row").cast(pl.Int64))
    is_met = lists["key"].is_duplicated() | lists["key"].is_in(stored_ids.implode())
    # most orders come once and are new; an empty list is no change to them
    brought = lists.filter(~is_met & (pl.col("item_count") > 0)).select("key", items_seq="seq")
    other = _other_than_before(lists.filter(is_met), items, stored)
    return pl.concat([brought, other.group_by("key").agg(items_seq=pl.col("seq").max())])


def _other_than_before(lists: pl.DataFrame, items: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """`key` and `seq` of the lists that differ from the one before, which is what is stored at first, or none."""
    if lists.is_empty():
        return lists.select("key", "seq")
    kept = stored.group_by(key="order_id").agg(seq=pl.lit(STORED_SEQ, pl.Int64), item_count=pl.len().cast(pl.Int64))
    # a list is named by its order's row; one that is stored, by a number below 0
    kept = kept.with_columns(list=-1 - pl.int_range(pl.len()))
    pairs = pl.concat([kept, lists]).sort("key", "seq")
    has_before = pl.col("key") == pl.col("key").shift()
    pairs = pairs.with_columns(
        list_before=pl.when(has_before).then(pl.col("list").shift()),
        count_before=pl.when(has_before).then(pl.col("item_count").shift()).fill_null(0),
    ).filter(pl.col("seq") != STORED_SEQ)
    has_other_count = pl.col("item_count") != pl.col("count_before")
    alike = pairs.filter(~has_other_count & (pl.col("item_count") > 0))
    others = [pairs.filter(has_other_count), _with_other_items(alike, _data_of(alike, kept, items, stored))]
    return pl.concat(other.select("key", "seq") for other in others)


def _data_of(pairs: pl.DataFrame, kept: pl.DataFrame, items: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """`_DATA` of the items in these pairs of lists, given and stored, with the number of their `list`."""
    needed = pl.concat([pairs["list"], pairs["list_before"]]).unique().to_frame("list")
    given = items.with_columns(list=pl.col("row").cast(pl.Int64)).join(needed, on="list", how="semi")
    numbered = kept.join(needed, on="list", how="semi").select("list", order_id="key")
    before = stored.with_columns(pl.col("item_index").cast(pl.Int64)).join(numbered, on="order_id", how="inner")
    return pl.concat([given.with_columns(amount=_AMOUNT).select("list", *_DATA), before.select("list", *_DATA)])


def _with_other_items(pairs: pl.DataFrame, data: pl.DataFrame) -> pl.DataFrame:
    """The pairs, of lists of one length, that differ in an item; a pair comes once for each that does."""
    later = data.join(pairs.select("key", "seq", "list", "list_before"), on="list", how="inner")
    both = later.join(
        data, left_on=["list_before", "item_index"], right_on=["list", "item_index"], how="left", suffix="_before"
    )
    return both.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in _DATA if name != "item_index")
    )
