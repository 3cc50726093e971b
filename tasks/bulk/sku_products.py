"""The products of SKUs in a batch: each has to be there, and an SKU stays with its own."""

from dataclasses import replace

import polars as pl

from schemas.orders.frames import REJECTS, Kind, Validated
from schemas.orders.reject_codes import RejectCode
from tasks.bulk.left_out import without_rows
from tasks.warehouse.statements import Connection, register, sql


def with_products(con: Connection, validated: Validated) -> Validated:
    """The batch with products by their ids, less the SKUs that name none, or a wrong one, or have no name themselves.

    A product may be named by its id or its source_id.
    """
    found = _found(con, validated)
    rejects = pl.concat([_nameless(found), _without_product(found), _of_others(found)]).unique(
        "row", keep="first", maintain_order=True
    )
    products = validated.good.products.drop("id").join(
        found.select("row", id="product_id"), on="row", how="left", maintain_order="left"
    )
    good = replace(validated.good, products=products.select(validated.good.products.columns))
    texts = validated.texts.select("row", "raw")
    named = rejects.with_columns(source_id=pl.lit(None, pl.String)).join(texts, on="row", how="left")
    return without_rows(replace(validated, good=good), named.select(REJECTS.names()).cast(REJECTS))


def _found(con: Connection, validated: Validated) -> pl.DataFrame:
    """Each SKU: its names, `product` as it is given and the `product_id` that means, and its `owner_id` so far."""
    skus = validated.good.skus.select("row", "id", "source_id")
    skus = skus.join(validated.good.products.select("row", product="id"), on="row", how="left", maintain_order="left")
    register(con, "named", skus)
    found = con.execute(sql("bulk/products_of_skus")).pl().sort("row")
    # the first row of a new SKU says whose it is
    first = pl.col("product_id").first().over("source_id")
    is_new = pl.col("owner_id").is_null() & pl.col("source_id").is_not_null()
    return found.with_columns(owner_id=pl.when(is_new).then(first).otherwise("owner_id"))


def _nameless(found: pl.DataFrame) -> pl.DataFrame:
    nameless = found.filter(pl.col("id").is_null() & pl.col("source_id").is_null())
    return _fault(nameless, RejectCode.SOURCE_ID_MISSING, "$.source_id", pl.lit("is missing; an SKU is known by it"))


def _without_product(found: pl.DataFrame) -> pl.DataFrame:
    unknown = pl.format("there is no {} with the id or source_id '{}'", pl.lit(Kind.PRODUCT.noun), "product")
    reason = pl.when(pl.col("product").is_null()).then(pl.lit("is missing; name the SKU's product")).otherwise(unknown)
    return _fault(found.filter(pl.col("product_id").is_null()), RejectCode.UNKNOWN_ID, "$.product_id", reason)


def _of_others(found: pl.DataFrame) -> pl.DataFrame:
    others = found.filter((pl.col("owner_id") != pl.col("product_id")).fill_null(False))
    reason = pl.format("the SKU is that of another product, {}", "owner_id")
    return _fault(others, RejectCode.SOURCE_ID_TAKEN, "$.product_id", reason)


def _fault(found: pl.DataFrame, code: RejectCode, path: str, reason: pl.Expr) -> pl.DataFrame:
    return found.select("row", code=pl.lit(code.value), path=pl.lit(path), reason=reason)
