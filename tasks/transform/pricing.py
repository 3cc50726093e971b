"""What each item and order is worth (contract §2), and where that cannot be said.

Sums and products are made in 128 bits, so that what does not fit in 64 is noticed and not wrapped around.
"""

import polars as pl

from schemas.orders.fields import INT64_MAX
from schemas.orders.reject_codes import RejectCode

_WIDE = pl.Int128
_TOO_LARGE = (RejectCode.TOO_LARGE, "is missing, and price × quantity does not fit into 64 bits")
_SUM_TOO_LARGE = (RejectCode.TOO_LARGE, "is missing, and the sum of the item amounts does not fit into 64 bits")
_DISCOUNTS_TOO_LARGE = (RejectCode.TOO_LARGE, "have discounts whose sum does not fit into 64 bits")
_UNPRICED = (
    RejectCode.PRICE_MISSING,
    "is missing, no price is known for the item, and the order has no amount of its own",
)


def current_prices(mentions: pl.DataFrame, stored: pl.DataFrame, rejected: pl.Series) -> pl.DataFrame:
    """The best known price for each item in need of one: `seq`, `current_price`, as it stood when the item came.

    `mentions` are resolved (`tasks.transform.identity_resolution`); `stored` has `id` and `price` as the database holds
    them.
    """
    asking = mentions.filter("needs_price").select("key", "row", "seq").sort("seq")
    if asking.is_empty():
        return pl.DataFrame(schema={"seq": pl.Int64, "current_price": pl.Int64})
    given = mentions.filter(pl.col("creates") & pl.col("price").is_not_null()).select("key", "row", "seq", "price")
    is_live = ~pl.col("row").is_in(rejected.implode())
    before = stored.filter(pl.col("price").is_not_null()).select(key="id", seq=pl.lit(-1, pl.Int64), price="price")
    prices = pl.concat([before, given.filter(is_live).drop("row")]).sort("seq")
    found = asking.join_asof(prices, on="seq", by="key", check_sortedness=False)
    # a price that a rejected order gives counts within that order only
    own = given.filter(~is_live).sort("seq").rename({"price": "own"})
    found = found.join_asof(own, on="seq", by=["key", "row"], check_sortedness=False)
    return found.select("seq", current_price=pl.coalesce("own", "price"))


def final_amounts(items: pl.DataFrame, sku_prices: pl.DataFrame, product_prices: pl.DataFrame) -> pl.Series:
    """`final_amount` of each item, in 128 bits; null where no price is known."""
    needed = items.select("seq", "amount", "quantity", "own_price")
    for prices, name in ((sku_prices, "sku_price"), (product_prices, "product_price")):
        priced = prices.rename({"current_price": name})
        needed = needed.join(priced, on="seq", how="left", maintain_order="left")
    best = pl.coalesce("own_price", "sku_price", "product_price").cast(_WIDE)
    amount = pl.coalesce(pl.col("amount").cast(_WIDE), best * pl.col("quantity"))
    return needed.select(final_amount=amount)["final_amount"]


def item_totals(items: pl.DataFrame) -> pl.DataFrame:
    """One row an order with items: `items_amount` (null if one is unknown), `items_discount`, and what is wrong."""
    too_large = pl.col("final_amount") > INT64_MAX
    unknown = pl.col("final_amount").is_null()
    return items.group_by("row", maintain_order=True).agg(
        items_amount=pl.when(~unknown.any()).then(pl.col("final_amount").sum()),
        items_discount=pl.col("discount_amount").cast(_WIDE).sum(),
        unpriced_index=pl.col("item_index").filter(unknown).first(),
        too_large_index=pl.col("item_index").filter(too_large).first(),
    )


def amount_problems(orders: pl.DataFrame) -> pl.DataFrame:
    """`row` and `FAULT` of orders whose worth cannot be said; `orders` carries its item totals."""
    unpriced = pl.col("unpriced_index").is_not_null() & pl.col("amount").is_null()
    over = pl.col("amount").is_null() & (pl.col("items_amount") > INT64_MAX)
    item_path = "$.items[{}].amount"
    cases = [
        (pl.col("too_large_index").is_not_null(), _TOO_LARGE, pl.format(item_path, "too_large_index")),
        (unpriced, _UNPRICED, pl.format(item_path, "unpriced_index")),
        (over, _SUM_TOO_LARGE, pl.lit("$.amount")),
        (pl.col("items_discount") > INT64_MAX, _DISCOUNTS_TOO_LARGE, pl.lit("$.items")),
    ]
    found = [
        orders.filter(is_case.fill_null(False)).select("row", code=pl.lit(code), path=path, reason=pl.lit(reason))
        for is_case, (code, reason), path in cases
    ]
    return pl.concat(found)
