"""Turns good orders into the rows to store: who is who, what it is worth, and one row an entity.

The result equals importing the orders one at a time in source order (contract §1).
"""

from datetime import datetime

import polars as pl

from schemas.ids import ProjectKey
from schemas.orders.frames import REJECTS, GoodOrders, Kind, Staged, Validated
from tasks.transform.acceptance import Batch, accept, warnings
from tasks.transform.customer_mentions import customer_mentions
from tasks.transform.identity_lookup import look_up
from tasks.transform.staging import Stamp, Stored, stage
from tasks.warehouse.key_hashes import hash_columns, hash_of
from tasks.warehouse.statements import Connection, register, sql


def transform(
    con: Connection,
    validated: Validated,
    key: ProjectKey,
    import_id: str,
    now: datetime,
    *,
    kept_unchanged: frozenset[Kind] = frozenset(),
) -> Staged:
    """Resolve, price and merge the batch against what `con` holds; reads only. `now` is naive UTC.

    Rows that would stay as they are are left out, unless those of their kind are to be kept.

    A caller that keeps no reference to `validated` spares the memory of its texts while the rows are made.
    """
    batch = gather(con, validated.good, key, import_id)
    acceptance = accept(batch)
    rejects = pl.concat([validated.rejects, _as_rejects(acceptance.problems, batch.orders, validated.texts)]).sort(
        "row"
    )
    noted = [*validated.warnings, *warnings(acceptance)]
    stored = _stored(con, batch)
    del validated, batch
    return stage(acceptance, stored, rejects, noted, Stamp(import_id, now, kept_unchanged))


def _stored(con: Connection, batch: Batch) -> Stored:
    rows = {kind: lookup.stored for kind, lookup in batch.lookups.items()}
    [(next_position,)] = con.execute(sql("transform/next_position")).fetchall()
    orders = rows[Kind.ORDER] if batch.orders["item_count"].count() else rows[Kind.ORDER].clear()
    register(con, "named", orders.select("id"))
    names = {"hash": hash_of("id"), "hashes": hash_columns("order_items")}
    return Stored(rows, con.execute(sql("transform/items_of_orders").format(**names)).pl(), next_position)


def gather(con: Connection, good: GoodOrders, key: ProjectKey, import_id: str) -> Batch:
    """All that the acceptance of the orders hangs on."""
    mentions = {
        Kind.ORDER: good.orders.select(
            "row", "id", "source_id", seq=pl.col("row").cast(pl.Int64), creates=pl.col("id").is_null()
        ),
        Kind.CUSTOMER: customer_mentions(good),
        Kind.PRODUCT: good.products,
        Kind.SKU: good.skus,
    }
    return Batch(good.orders, good.items, mentions, look_up(con, mentions, key, import_id))


def _as_rejects(problems: pl.DataFrame, orders: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    named = problems.join(orders.select("row", "source_id"), on="row", how="left")
    return named.join(texts.select("row", "raw"), on="row", how="left").select(REJECTS.names())
