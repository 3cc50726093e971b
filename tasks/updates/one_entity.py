"""One customer, product or SKU on its own, stored by the import's own upsert (contract §3) and deleted.

A thing is told as part of an order that is itself left out, so that the rules which judge, name, merge and version it
are the import's, and what follows is what contract §5 says of on-going changes. Invariant: each call is one
transaction.
"""

from dataclasses import replace
from datetime import datetime

import msgspec
import polars as pl

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind, Staged
from tasks.effects.effects import plan_effects, record_effects
from tasks.effects.trigger_policy import Cause
from tasks.segments.memberships import drop_temporary_tables, leave_every_segment, store_facts
from tasks.segments.summaries import summarise_touched
from tasks.transform.transform import transform
from tasks.updates.one_order import commit, new_update_id, validate_one
from tasks.warehouse.statements import Connection, register, sql, transaction

Thing = dict[str, msgspec.Raw]
_PLACES = {Kind.CUSTOMER: "$.customer", Kind.PRODUCT: "$.items[0].product", Kind.SKU: "$.items[0].sku"}


def upsert_thing(
    con: Connection, kind: Kind, thing: Thing, key: ProjectKey, now: datetime, product_id: str | None = None
) -> str:
    """Create or update a customer, a product, or an SKU of `product_id`; returns its id. `now` is naive UTC.

    Raises `UsageError` with path and reason if it would be rejected in an order; nothing is written then.
    """
    update_id = new_update_id()
    staged = _only(kind, _staged(con, kind, _order_around(kind, thing, product_id), key, update_id, now))
    commit(con, staged, update_id, now)
    return staged.rows[kind]["id"].item()


def delete_customer(con: Connection, customer_id: str, now: datetime) -> None:
    """Delete a customer with summary and memberships; what they ordered is history and stays, under the same id.

    Leaving an active segment is an event with its effects, which tell of the customer as they were. Should a customer
    with that source_id come again, it has that id again, and with it these orders.
    """
    update_id = new_update_id()
    plan = plan_effects(con, Cause.ONGOING_UPDATE, update_id)
    with transaction(con):
        con.execute(sql("updates/touch_customer"), {"customer_id": customer_id, "import_id": update_id})
        summarise_touched(con)
        store_facts(con)
        leave_every_segment(con, customer_id, update_id, now, plan.event_types)
        record_effects(con, plan, update_id, now)
        con.execute(sql("updates/forget_summary"), {"customer_id": customer_id})
        _delete(con, Kind.CUSTOMER, "id", customer_id, update_id, now)
        drop_temporary_tables(con)


def delete_product(con: Connection, product_id: str, now: datetime) -> None:
    """Delete a product and its SKUs; orders go on naming them (contract §3)."""
    update_id = new_update_id()
    with transaction(con):
        _delete(con, Kind.SKU, "product_id", product_id, update_id, now)
        _delete(con, Kind.PRODUCT, "id", product_id, update_id, now)


def delete_sku(con: Connection, sku_id: str, now: datetime) -> None:
    """Delete an SKU; orders go on naming it."""
    with transaction(con):
        _delete(con, Kind.SKU, "id", sku_id, new_update_id(), now)


def _delete(con: Connection, kind: Kind, column: str, value: str, update_id: str, now: datetime) -> None:
    names = {"table": kind.table, "versions": kind.versions}
    rows = f"SELECT * FROM {kind.table} WHERE {column} = ?"  # noqa: S608 - both names are ours
    register(con, "replaced", con.execute(rows, [value]).pl())
    con.execute(sql("load/keep_replaced").format(**names), {"import_id": update_id, "now": now})
    con.execute(sql("load/delete_replaced").format(**names))


def _order_around(kind: Kind, thing: Thing, product_id: str | None) -> str:
    if kind is Kind.CUSTOMER:
        return _text({"customer": thing})
    stored = {**thing, "override": True}
    item = {"product": stored} if kind is Kind.PRODUCT else {"product_id": product_id, "sku": stored}
    return _text({"items": [item]})


def _text(order: object) -> str:
    return msgspec.json.encode(order).decode()


def _staged(con: Connection, kind: Kind, text: str, key: ProjectKey, update_id: str, now: datetime) -> Staged:
    validated = validate_one(text)
    without_order = replace(validated.good, orders=validated.good.orders.clear())
    staged = transform(con, replace(validated, good=without_order), key, update_id, now)
    for json_path, reason in staged.rejects.select("path", "reason").iter_rows():
        message = f"The {kind.noun} was not stored: {json_path.replace(_PLACES[kind], '$', 1)} {reason}."
        raise UsageError(message, "Correct it and send it again.")
    return staged


def _only(kind: Kind, staged: Staged) -> Staged:
    """Without the product that an SKU brings along: it is there, and nothing was said about it."""

    def kept(frames: dict[Kind, pl.DataFrame]) -> dict[Kind, pl.DataFrame]:
        return {each: frame if each is kind else frame.clear() for each, frame in frames.items()}

    return replace(staged, rows=kept(staged.rows), replaced=kept(staged.replaced))
