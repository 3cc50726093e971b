"""Customers, products and SKUs that are deleted: gone from their tables, kept as versions; orders go on naming them.

Invariant: each call is one transaction.
"""

from datetime import datetime

from schemas.orders.frames import Kind
from tasks.effects.effects import plan_effects, record_effects
from tasks.effects.trigger_policy import Cause
from tasks.load.load import next_write_number
from tasks.segments.memberships import drop_temporary_tables, leave_every_segment, store_facts
from tasks.segments.refresh import finish_earlier
from tasks.segments.summaries import summarise_touched
from tasks.updates.update import new_update_id
from tasks.warehouse.key_hashes import hash_columns
from tasks.warehouse.statements import Connection, register, sql, transaction


def delete_customer(con: Connection, customer_id: str, now: datetime) -> None:
    """Delete a customer with summary and memberships; what they ordered is history and stays, under the same id.

    Leaving an active segment is an event with its effects, which tell of the customer as they were. Should a customer
    with that source_id come again, it has that id again, and with it these orders.
    """
    finish_earlier(con)
    update_id = new_update_id()
    plan = plan_effects(con, Cause.ONGOING_UPDATE, update_id)
    with transaction(con):
        con.execute(sql("updates/touch_customer"), {"customer_id": customer_id, "import_id": update_id})
        summarise_touched(con)
        store_facts(con)
        leave_every_segment(con, [customer_id], update_id, now, plan.event_types)
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
    rows = f"SELECT * EXCLUDE ({hash_columns(kind.table)}), rowid AS place FROM {kind.table} WHERE {column} = ?"  # noqa: S608 - both names are ours
    register(con, "replaced", con.execute(rows, [value]).pl())
    stamp = {"import_id": update_id, "now": now, "write_number": next_write_number(con)}
    con.execute(sql("load/keep_replaced").format(**names), stamp)
    con.execute(sql("load/delete_replaced").format(**names, key="id"))
