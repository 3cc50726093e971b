"""What is stored, as the API shows it: one thing by `id` or `source_id`, or a page of them; JSON-ready values.

Each function looks at one page only, whatever the tables hold. Names in SQL are ours; values are always bound. What
is JSON in the database stays the text it is (`msgspec.Raw`): no number is too large for it, and no list too deep.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from schemas.timestamps import zulu
from tasks.queries.filters import Wanted, condition, values
from tasks.warehouse.statements import Connection

Row = dict[str, Any]

_ORDERS = """SELECT id, source_id, status, created_at, updated_at, amount, initial_amount, discount_amount,
    items_discount_amount, coalesce(discount_amount, 0)::HUGEINT + items_discount_amount AS total_discount_amount,
    amount::HUGEINT - coalesce(discount_amount, 0) - items_discount_amount AS total_amount,
    customer_id, referrer_id, metadata FROM orders"""
_ITEMS = """SELECT order_id, product_id, sku_id, source_id, related_object, quantity, price, amount, discount_amount,
    amount::HUGEINT - coalesce(discount_amount, 0) AS subtotal_amount, discount_quantity, initial_quantity,
    initial_amount, product, sku, metadata
    FROM order_items WHERE order_id IN (SELECT unnest($ids)) ORDER BY order_id, item_index"""
_CUSTOMERS = """SELECT id, source_id, name, description, email, phone, birthdate, created_at, updated_at, metadata,
    address_city, address_state, address_line_1, address_line_2, address_country, address_postal_code FROM customers"""
_SUMMARIES = """SELECT customer_id, total_count, total_amount, CAST(round(average_amount) AS HUGEINT) AS average_amount,
    last_order_amount, last_order_date FROM customer_summaries WHERE customer_id IN (SELECT unnest($ids))"""
_PRODUCTS = "SELECT id, source_id, name, price, metadata, created_at, updated_at FROM products"
_SKUS = "SELECT id, source_id, product_id, sku, price, metadata, created_at, updated_at FROM skus"
_SEGMENTS = """SELECT id, name, type, filter, is_active, member_count, entered_count, left_count, created_at
    FROM segments"""
_SUMMARY = ("total_count", "total_amount", "average_amount", "last_order_amount", "last_order_date")
_NO_ORDERS = {**dict.fromkeys(_SUMMARY), "total_count": 0, "total_amount": 0}
ORDERINGS = ("created_at", "-created_at", "updated_at", "-updated_at", "source_id", "-source_id")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: at most `limit` things, page 1 first, in one of `ORDERINGS`."""

    limit: int = 10
    page: int = 1
    order: str = "-created_at"


def list_orders(con: Connection, page: Page) -> tuple[list[Row], int]:
    """A page of orders with their items, and how many orders there are."""
    found, total = _page(con, _ORDERS, page)
    return _with_items(con, found), total


def find_order(con: Connection, name: str) -> Row | None:
    """The order with this `id`, else this `source_id`, with its items."""
    found = _find(con, _ORDERS, name)
    return found and _with_items(con, [found])[0]


def list_customers(con: Connection, page: Page, wanted: Wanted | None = None) -> tuple[list[Row], int]:
    """A page of the customers that are wanted, with `summary`, and how many there are."""
    found, total = _page(con, _CUSTOMERS, page, wanted)
    return _with_summaries(con, found), total


def find_customer(con: Connection, name: str) -> Row | None:
    """The customer with this `id`, else this `source_id`, with `summary`."""
    found = _find(con, _CUSTOMERS, name)
    return found and _with_summaries(con, [found])[0]


def list_segments(con: Connection, page: Page) -> tuple[list[Row], int]:
    """A page of segments with their own summaries, in the order they were made, and how many there are."""
    found, total = _page(con, _SEGMENTS, page, snapshots=("filter",))
    return [{**row, "object": "segment"} for row in found], total


def segments_of(con: Connection, customer_id: str) -> list[Row]:
    """The segments a customer is in now, by name."""
    query = """SELECT s.id, s.name, 'segment' AS object FROM segment_members m JOIN segments s ON s.id = m.segment_id
        WHERE m.customer_id = ? ORDER BY s.name"""
    return _rows(con, query, [customer_id])


def has_event(con: Connection, customer_id: str, event_id: str) -> bool:
    """Whether this happened to that customer."""
    query = "SELECT 1 FROM events WHERE id = ? AND customer_id = ?"
    return con.execute(query, [event_id, customer_id]).fetchone() is not None


def activity_of(
    con: Connection,
    customer_id: str,
    limit: int,
    order: str = "-created_at",
    after_id: str | None = None,
    wanted: Wanted | None = None,
) -> tuple[list[Row], bool]:
    """Those of a customer's events that are wanted, `order` created_at or -created_at, from after `after_id` on.

    And whether there are more.
    """
    is_down = order == "-created_at"
    direction, beyond = ("DESC", "<") if is_down else ("ASC", ">")
    # both are ours, chosen from two
    query = f"""SELECT e.id, e.type, e.import_id AS group_id, e.created_at, e.object_id,
        e.segment_id, s.name AS segment_name
        FROM (FROM events WHERE {condition(wanted or {})}) e LEFT JOIN segments s ON s.id = e.segment_id
        WHERE e.customer_id = $customer_id AND ($after_id IS NULL
            OR (e.created_at, e.id) {beyond} (SELECT (created_at, id) FROM events WHERE id = $after_id))
        ORDER BY e.created_at {direction}, e.id {direction} LIMIT $limit"""  # noqa: S608
    bound = {**values(wanted or {}), "customer_id": customer_id, "after_id": after_id, "limit": limit + 1}
    rows = _rows(con, query, bound)
    return [_activity(row, customer_id) for row in rows[:limit]], len(rows) > limit


def list_products(con: Connection, page: Page, wanted: Wanted | None = None) -> tuple[list[Row], int]:
    """A page of the products that are wanted, and how many there are."""
    found, total = _page(con, _PRODUCTS, page, wanted)
    return [{**row, "object": "product"} for row in found], total


def find_product(con: Connection, name: str) -> Row | None:
    """The product with this `id`, else this `source_id`."""
    found = _find(con, _PRODUCTS, name)
    return found and {**found, "object": "product"}


def skus_of(con: Connection, product_id: str, page: Page, wanted: Wanted | None = None) -> tuple[list[Row], int]:
    """A page of those of a product's SKUs that are wanted, and how many there are."""
    found, total = _page(con, _SKUS, page, {**(wanted or {}), "product_id": product_id})
    return [{**row, "object": "sku"} for row in found], total


def find_sku(con: Connection, name: str) -> Row | None:
    """The SKU with this `id`, else this `source_id`."""
    found = _find(con, _SKUS, name)
    return found and {**found, "object": "sku"}


def _page(
    con: Connection, select: str, page: Page, wanted: Wanted | None = None, snapshots: tuple[str, ...] = ()
) -> tuple[list[Row], int]:
    column, direction = page.order.lstrip("-"), "DESC" if page.order.startswith("-") else "ASC"
    if page.order not in ORDERINGS:
        message = f"{page.order!r} is no ordering"
        raise ValueError(message)
    table = select.rpartition(" FROM ")[2]
    where, bound = condition(wanted or {}), values(wanted or {})
    ordered = f"{select} WHERE {where} ORDER BY {column} {direction}, id {direction} LIMIT $limit OFFSET $offset"
    bounds = {"limit": page.limit, "offset": (page.page - 1) * page.limit}
    rows = _rows(con, ordered, {**bound, **bounds}, snapshots)
    count = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - both are ours
    return rows, con.execute(count, bound).fetchone()[0]


def _find(con: Connection, select: str, name: str) -> Row | None:
    for column in ("id", "source_id"):
        rows = _rows(con, f"{select} WHERE {column} = ?", [name])
        if rows:
            return rows[0]
    return None


def _rows(con: Connection, query: str, values: Any, snapshots: tuple[str, ...] = ()) -> list[Row]:
    """What a query finds; columns called `snapshots` hold JSON objects or nothing, as metadata does."""
    found = con.execute(query, values)
    names = [column[0] for column in found.description]
    in_json = {"metadata": "{}", **dict.fromkeys(snapshots, "null")}
    return [
        {
            name: msgspec.Raw((value or in_json[name]).encode()) if name in in_json else _plain(value)
            for name, value in zip(names, row, strict=True)
        }
        for row in found.fetchall()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return zulu(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _with_items(con: Connection, orders: list[Row]) -> list[Row]:
    items: dict[str, list[Row]] = {order["id"]: [] for order in orders}
    for item in _rows(con, _ITEMS, {"ids": list(items)}, ("product", "sku")):
        items[item.pop("order_id")].append({**item, "object": "order_item"})
    people = ("customer", "referrer")
    return [
        {
            **order,
            **{one: order[f"{one}_id"] and {"id": order[f"{one}_id"], "object": "customer"} for one in people},
            "items": items[order["id"]],
            "object": "order",
        }
        for order in orders
    ]


def _with_summaries(con: Connection, customers: list[Row]) -> list[Row]:
    ids = {"ids": [customer["id"] for customer in customers]}
    summaries = {row.pop("customer_id"): row for row in _rows(con, _SUMMARIES, ids)}
    return [_customer(row, summaries.get(row["id"], _NO_ORDERS)) for row in customers]


def _customer(row: Row, summary: Row) -> Row:
    address = {name.removeprefix("address_"): row.pop(name) for name in list(row) if name.startswith("address_")}
    return {**row, "address": address, "summary": {"orders": summary, "redemptions": {}}, "object": "customer"}


def _activity(row: Row, customer_id: str) -> Row:
    segment = {"id": row.pop("segment_id"), "name": row.pop("segment_name"), "object": "segment"}
    object_id = row.pop("object_id")
    data: Row = {"customer": {"id": customer_id, "object": "customer"}}
    kind = row["type"].partition(".")[0]
    if segment["id"] is not None:
        data["segment"] = segment
    if object_id is not None:
        data[kind] = {"id": object_id, "object": kind}
    # a customer's activity is of the customer, to the public client: customer.order.created
    named = row["type"] if kind == "customer" else f"customer.{row['type']}"
    return {**row, "type": named, "data": data}
