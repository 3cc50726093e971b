"""Orders that the source has changed since: an older row never overwrites a newer one (contract §2).

When the source last changed an order is in its `metadata.source_changed_at`, where a mapping puts it.
"""

from dataclasses import replace

import polars as pl

from schemas.orders.frames import GoodOrders, Validated
from schemas.report import Warned
from schemas.time_columns import parse_timestamp
from tasks.warehouse.statements import Connection, register, sql

CHANGED_AT = "source_changed_at"
_NAMED_ROWS = 10


def without_stale(con: Connection, validated: Validated) -> tuple[Validated, int]:
    """The batch without orders of which a newer state is stored, or came before them in the batch; and how many."""
    orders = validated.good.orders
    is_dated = orders["metadata"].str.contains(f'"{CHANGED_AT}"', literal=True).fill_null(False)
    if not is_dated.any():
        return validated, 0
    dated = orders.select("row", "source_id", changed_at=_moments(orders["metadata"]))
    dated = dated.drop_nulls().join(_stored(con, dated), on="source_id", how="left", maintain_order="left")
    before = pl.col("changed_at").cum_max().shift(1).over("source_id")
    rows = dated.filter(pl.col("changed_at") < pl.max_horizontal("stored_at", before))["row"]
    if rows.is_empty():
        return validated, 0
    message = (
        "the order is stored, or came earlier in the file, in a state that its source changed later; left as it is"
    )
    warned = Warned(code="stale", message=message, count=len(rows), rows=rows.head(_NAMED_ROWS).to_list())
    left = replace(validated, good=_without(validated.good, rows), warnings=[*validated.warnings, warned])
    return left, len(rows)


def _moments(metadata: pl.Series) -> pl.Series:
    return parse_timestamp(metadata.str.json_path_match(f"$.{CHANGED_AT}"))


def _stored(con: Connection, orders: pl.DataFrame) -> pl.DataFrame:
    register(con, "named", orders.select("source_id").unique())
    found = con.execute(sql("transform/changes_of_orders")).pl()
    return found.select("source_id", stored_at=parse_timestamp(found["changed_at"]))


def _without(good: GoodOrders, rows: pl.Series) -> GoodOrders:
    gone = rows.to_frame("row")
    frames = (good.orders, good.customers, good.items, good.products, good.skus)
    return GoodOrders(*(frame.join(gone, on="row", how="anti", maintain_order="left") for frame in frames))
