"""A batch without the people who were erased: their orders are imported all the same, as nobody's.

`without_erased` is for imports, which hold what was; on-going writes are somebody who acts now, and so is back
(`came_back`). Of a customer who is back, orders that were created before the erasure stay nobody's.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import polars as pl

from schemas.orders.fields import ROLES
from schemas.orders.frames import GoodOrders, Validated
from schemas.reports.report import Warned
from tasks.erased.anonymous import kept_metadata, without_metadata
from tasks.erased.mentions import erased_people, named_people
from tasks.erased.register import forget_names, has_erased, key_of, note_return
from tasks.erased.rejected import without_erased_texts
from tasks.warehouse.statements import Connection

_SHOWN = 5


def without_erased(con: Connection, validated: Validated, *, is_restored: bool = False) -> Validated:
    """The batch as it may be imported, with a warning that counts the orders that have lost somebody.

    With `is_restored` they are told to come back: nothing is left out, and they are not erased any more.
    """
    if not has_erased(con):
        return validated
    key = key_of(con)
    found = erased_people(con, named_people(validated.good), key)
    if is_restored:
        forget_names(con, found["erasure_id"])
        return validated
    rejects = without_erased_texts(con, validated.rejects, key)
    gone = _past(found, validated.good.orders)
    if gone.is_empty():
        return replace(validated, rejects=rejects)
    rows = gone["row"].unique().sort()
    warned = Warned(
        code="customer_erased",
        message="name a customer who was erased, and are imported without them",
        count=rows.len(),
        rows=rows.head(_SHOWN).to_list(),
    )
    is_whole = ~pl.col("row").is_in(rows.implode())
    return replace(
        validated,
        good=_without(validated.good, gone),
        # what is wrong with an order may be found out later, and its text is kept then
        texts=validated.texts.with_columns(raw=pl.when(is_whole).then("raw").otherwise(pl.lit(""))),
        rejects=rejects,
        warnings=[*validated.warnings, warned],
    )


def _past(found: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """`row` and `role` of the erased people in orders that are to stay nobody's."""
    created = found.join(orders.select("row", "created_at"), on="row", how="left")
    is_past = pl.col("returned_at").is_null() | (pl.col("created_at") < pl.col("erased_at"))
    return created.filter(is_past).select("row", "role")


def came_back(con: Connection, customers: pl.DataFrame, now: datetime) -> None:
    """Note which erased people are among the customers that an on-going write stores, in the caller's transaction."""
    if has_erased(con):
        found = erased_people(con, customers.select("id", "source_id", "email", "phone"), key_of(con))
        note_return(con, found["erasure_id"], now)


def _without(good: GoodOrders, gone: pl.DataFrame) -> GoodOrders:
    """The same orders; `gone` has row and role of whom they are to lose."""
    customers = good.customers.join(gone, on=["row", "role"], how="anti", maintain_order="left")
    orders = good.orders
    for role, noun in enumerate(ROLES):
        is_left = ~pl.col("row").is_in(gone.filter(pl.col("role") == role)["row"].implode())
        orders = orders.with_columns(
            pl.when(is_left).then(f"{noun}_id").alias(f"{noun}_id"), pl.col(f"has_{noun}") & is_left
        )
    bought = gone.filter(pl.col("role") == 0)["row"]
    snapshots = {"product": without_metadata, "sku": without_metadata}
    orders = _changed(orders, bought, {"metadata": kept_metadata})
    items = _changed(good.items, bought, {**snapshots, "metadata": kept_metadata})
    return replace(good, customers=customers, orders=orders, items=items)


def _changed(
    frame: pl.DataFrame, rows: pl.Series, changes: dict[str, Callable[[str | None], str | None]]
) -> pl.DataFrame:
    """The frame with the texts in some columns of some rows changed."""
    is_meant = frame["row"].is_in(rows.implode())
    if not is_meant.any():
        return frame
    changed = [
        pl.Series(
            name,
            [change(text) if is_one else text for text, is_one in zip(frame[name], is_meant, strict=True)],
            pl.String,
        )
        for name, change in changes.items()
    ]
    return frame.with_columns(changed)
