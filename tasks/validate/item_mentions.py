"""Products and SKUs as a batch's items name them: which one is meant, where, and what is to be stored of it.

Product and SKU data is stored only with `override: true`; an SKU that is stored has its product stored too.
"""

import polars as pl
import polars.selectors as cs

from schemas.orders.fields import MAX_ITEMS, PRODUCT_DATA, SKU_DATA

_PRODUCT_ID = pl.coalesce("product_id", "in_product_id", "in_sku_product_id")
_SKU_ID = pl.coalesce("sku_id", "in_sku_id")
_RELATED = pl.col("related_object")
_OVERRIDE_SKU = pl.col("in_sku_override").fill_null(False)
_OVERRIDE_PRODUCT = pl.col("in_product_override").fill_null(False)


def split(items: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The items (as `tasks.validate.parse` has them) as they are to be stored, and the mentions of products and SKUs in
    them.

    Added to the items: `seq`, their position in the batch; `own_price`, what item, SKU or product data say it is.
    """
    seq = pl.col("row").cast(pl.Int64) * (MAX_ITEMS + 1) + pl.col("item_index")
    own_price = pl.coalesce("price", "in_sku_price", "in_product_price")
    items = items.with_columns(seq=seq, quantity=pl.col("quantity").fill_null(1), own_price=own_price)
    items = items.with_columns(needs_price=pl.col("amount").is_null() & pl.col("own_price").is_null())
    stored = items.select(~(cs.starts_with("in_") | cs.ends_with("_ok")))
    return stored, _product_mentions(items), _sku_mentions(items)


def _product_mentions(items: pl.DataFrame) -> pl.DataFrame:
    """Mentions (`schemas.orders.frames.MENTION`) of products, with the data to store (`PRODUCT_DATA`, `metadata`)."""
    from_item = pl.when(_RELATED == "product").then("source_id")
    mentions = items.select(
        "seq",
        "row",
        "needs_price",
        id=_PRODUCT_ID,
        source_id=pl.coalesce("in_product_source_id", from_item),
        **{name: f"in_product_{name}" for name in (*PRODUCT_DATA, "metadata")},
        creates=_OVERRIDE_PRODUCT | (_OVERRIDE_SKU & _names_product(from_item)),
    )
    return _of_consequence(mentions)


def _sku_mentions(items: pl.DataFrame) -> pl.DataFrame:
    """Mentions (`schemas.orders.frames.MENTION`) of SKUs, with the data to store (`SKU_DATA`, `metadata`)."""
    from_item = pl.when(_RELATED == "sku").then("source_id")
    mentions = items.select(
        "seq",
        "row",
        "needs_price",
        id=_SKU_ID,
        source_id=pl.coalesce("in_sku_source_id", from_item),
        **{name: f"in_sku_{name}" for name in (*SKU_DATA, "metadata")},
        creates=_OVERRIDE_SKU,
    )
    return _of_consequence(mentions)


def _names_product(from_item: pl.Expr) -> pl.Expr:
    named = (_PRODUCT_ID, pl.col("in_product_source_id"), from_item, pl.col("product"))
    return pl.any_horizontal(*(part.is_not_null() for part in named))


def _of_consequence(mentions: pl.DataFrame) -> pl.DataFrame:
    """Leave out what neither stores anything, nor needs a stored price, nor may name something unknown."""
    named = pl.col("id").is_not_null() | pl.col("source_id").is_not_null()
    return mentions.filter(pl.col("creates") | pl.col("id").is_not_null() | (pl.col("needs_price") & named))
