"""Orders that say when their source last changed them, and that what is there by then is newer (contract §2)."""

import polars as pl


def stale_rows(orders: pl.DataFrame, mentions: pl.DataFrame, stored: pl.DataFrame, left_out: pl.Series) -> pl.Series:
    """The rows of `orders` whose `changed_at` is before that of the stored order, or of an earlier one in the batch.

    `mentions` are those of the orders, resolved (`tasks.transform.identity_resolution`), and none whose identity is in
    doubt is stale; an earlier order counts unless its row is in `left_out`.
    """
    dated = orders.select("row", "changed_at").drop_nulls()
    if dated.is_empty():
        return dated["row"]
    certain = mentions.filter(pl.col("problem").is_null()).select("row", "key")
    before = stored.select("changed_at", key="id", row=pl.lit(None, pl.UInt32))
    versions = pl.concat([before, dated.join(certain, on="row", how="inner")], how="diagonal")
    counts = pl.when(~pl.col("row").is_in(left_out.implode()).fill_null(False)).then("changed_at")
    newest = counts.cum_max().shift().forward_fill().over("key")
    versions = versions.sort("row", nulls_last=False).with_columns(newest=newest)
    return versions.filter(pl.col("row").is_not_null() & (pl.col("changed_at") < pl.col("newest")))["row"]
