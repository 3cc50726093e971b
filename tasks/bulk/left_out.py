"""Less of a batch: rows that something beside the rules of an import is wrong with."""

from dataclasses import replace

import polars as pl

from schemas.orders.fields import PRODUCT_DATA, SKU_DATA
from schemas.orders.frames import REJECTS, GoodOrders, Kind, Validated
from schemas.orders.reject_codes import RejectCode

_DATA = {Kind.PRODUCT: PRODUCT_DATA, Kind.SKU: SKU_DATA}


def without_rows(validated: Validated, rejects: pl.DataFrame) -> Validated:
    """The same, with these rows (`REJECTS`) handed back too."""

    def kept(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(rejects, on="row", how="anti", maintain_order="left")

    good = validated.good
    frames = (good.orders, good.customers, good.items, good.products, good.skus)
    all_rejects = pl.concat([validated.rejects, rejects]).sort("row")
    return replace(validated, good=GoodOrders(*map(kept, frames)), rejects=all_rejects)


def without_empty(validated: Validated, kind: Kind) -> Validated:
    """Less the rows in which nothing is said of a product or SKU, which an order may have in an item."""
    if kind is Kind.CUSTOMER:
        return validated
    mentions = validated.good.products if kind is Kind.PRODUCT else validated.good.skus
    is_said = pl.any_horizontal(pl.col("id", "source_id", "metadata", *_DATA[kind]).is_not_null())
    empty = validated.good.orders.join(mentions.filter(is_said), on="row", how="anti", maintain_order="left")
    if empty.is_empty():
        return validated
    fault = {"code": RejectCode.NO_ORDER_FIELD, "path": "$", "reason": "holds no field of an order"}
    named = empty.select("row", "source_id", **{name: pl.lit(said) for name, said in fault.items()})
    texts = validated.texts.select("row", "raw")
    return without_rows(validated, named.join(texts, on="row", how="left").select(REJECTS.names()).cast(REJECTS))
