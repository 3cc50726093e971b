"""Order text becomes three frames: orders, the customers they name, and their items.

Invariant: only text that has passed `tasks.validate.structure` is read, so no value can change its type on the way.
"""

from dataclasses import replace

import polars as pl

from schemas.orders.fields import ADDRESS, ROLES, SNAPSHOTS, structure
from schemas.orders.frames import REJECTS, Parsed
from schemas.orders.reject_codes import RejectCode
from tasks.validate.structure import Structure, check_structure
from tasks.warehouse.memory import open_memory, reader
from tasks.warehouse.statements import Connection, register, sql

_FEW = 10_000
_NO_FIELD = {
    "source_id": pl.lit(None, pl.String),
    "code": pl.lit(RejectCode.NO_ORDER_FIELD),
    "path": pl.lit("$"),
    "reason": pl.lit("holds no field of an order"),
}


def parse(texts: pl.DataFrame) -> tuple[Parsed, Structure]:
    """Read `texts` (`row`, `raw`) into typed columns, but for those whose form is wrong; values are not judged here."""
    judged = check_structure(texts)
    parsed = _without_nobody(judged.free.put_into(_columns(judged.texts)))
    empty = _without_a_field(parsed.orders)
    if empty.is_empty():
        return parsed, judged
    rejects = texts.join(empty, on="row", how="semi", maintain_order="left").with_columns(**_NO_FIELD)
    rejects = pl.concat([judged.rejects, rejects.select(REJECTS.names())])
    return parsed.without(empty["row"]), replace(judged, rejects=rejects)


def _columns(texts: pl.DataFrame) -> Parsed:
    with reader() if texts.height <= _FEW else open_memory() as con:
        nested = _read(con, texts["raw"], structure("order"))
        nested = nested.insert_column(0, texts["row"])
        items = _items(nested)
        for name in SNAPSHOTS:
            data = _read(con, items[name], structure(name))
            items = items.hstack(data.rename({field: f"in_{name}_{field}" for field in data.columns}))
    return Parsed(_orders(nested), _customers(nested), items)


def _read(con: Connection, texts: pl.Series, shape: str) -> pl.DataFrame:
    register(con, "texts", texts.to_frame("text"))
    return con.execute(sql("validate/read_texts"), {"structure": shape}).pl().unnest("read")


def _orders(nested: pl.DataFrame) -> pl.DataFrame:
    return nested.with_columns(
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


def _without_nobody(parsed: Parsed) -> Parsed:
    """A customer or referrer of whom nothing is said is absent (contract §1)."""
    said = pl.any_horizontal(pl.exclude("row", "role", "outer_id").is_not_null())
    customers = parsed.customers.filter(said)
    given = [customers.filter(pl.col("role") == role)["row"] for role in range(len(ROLES))]
    orders = parsed.orders.with_columns(
        pl.col("row").is_in(rows.implode()).alias(f"has_{noun}") for noun, rows in zip(ROLES, given, strict=True)
    )
    return Parsed(orders, customers, parsed.items)


def _without_a_field(orders: pl.DataFrame) -> pl.DataFrame:
    """`row` of what holds no field of an order."""
    people = [f"has_{noun}" for noun in ROLES]
    given = pl.any_horizontal(pl.exclude("row", *people).is_not_null(), *people)
    return orders.filter(~given).select("row")


def _items(nested: pl.DataFrame) -> pl.DataFrame:
    held = nested.filter(pl.col("items").list.len() > 0).select("row", "items")
    numbered = held.with_columns(item_index=pl.int_ranges(pl.col("items").list.len()))
    return numbered.explode("item_index", "items").unnest("items")
