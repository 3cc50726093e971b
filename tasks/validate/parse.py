"""Order text becomes three frames: orders, the customers they name, and their items.

Invariant: only text that has passed `tasks.validate.structure` is read, so no value can change its type on the way.
"""

import polars as pl

from schemas.orders.fields import ADDRESS, ORDER, PRODUCT, ROLES, SKU, Fields, structure
from schemas.orders.frames import Parsed
from tasks.validate.structure import Structure, check_structure
from tasks.warehouse.memory import open_memory, reader
from tasks.warehouse.statements import Connection, register, sql

_FEW = 10_000


def parse(texts: pl.DataFrame) -> tuple[Parsed, Structure]:
    """Read `texts` (`row`, `raw`) into typed columns, but for those whose form is wrong; values are not judged here."""
    judged = check_structure(texts)
    if judged.rejects.height:
        texts = texts.join(judged.rejects, on="row", how="anti", maintain_order="left")
    return _columns(texts), judged


def _columns(texts: pl.DataFrame) -> Parsed:
    with reader() if texts.height <= _FEW else open_memory() as con:
        nested = _read(con, texts["raw"], structure(ORDER, as_text=("product", "sku")))
        nested = nested.insert_column(0, texts["row"])
        items = _items(nested)
        inner: dict[str, Fields] = {"product": PRODUCT, "sku": SKU}
        for name, fields in inner.items():
            data = _read(con, items[name], structure(fields))
            items = items.hstack(data.rename({field: f"in_{name}_{field}" for field in data.columns}))
    return Parsed(_orders(nested), _customers(nested), items)


def _read(con: Connection, texts: pl.Series, shape: str) -> pl.DataFrame:
    register(con, "texts", texts.to_frame("text"))
    return con.execute(sql("validate/read_texts"), {"structure": shape}).pl().unnest("read")


def _orders(nested: pl.DataFrame) -> pl.DataFrame:
    return nested.with_columns(
        has_customer=pl.col("customer").is_not_null(),
        has_referrer=pl.col("referrer").is_not_null(),
        item_count=pl.col("items").list.len().cast(pl.Int64),
    ).drop("items", "customer", "referrer")


def _customers(nested: pl.DataFrame) -> pl.DataFrame:
    """`role` is a position in `ROLES`; `outer_id` is the id the order gives beside the data."""
    roles = [
        nested.filter(pl.col(noun).is_not_null())
        .select("row", noun, role=pl.lit(role), outer_id=f"{noun}_id")
        .unnest(noun)
        for role, noun in enumerate(ROLES)
    ]
    address = pl.col("address").struct.rename_fields([f"address_{part}" for part in ADDRESS])
    return pl.concat(roles).with_columns(address).unnest("address").sort("row", "role")


def _items(nested: pl.DataFrame) -> pl.DataFrame:
    held = nested.filter(pl.col("items").list.len() > 0).select("row", "items")
    numbered = held.with_columns(item_index=pl.int_ranges(pl.col("items").list.len()))
    return numbered.explode("item_index", "items").unnest("items")
