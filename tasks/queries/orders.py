"""Orders as the API shows them, with their items."""

from tasks.queries.order_items import items_of
from tasks.queries.rows import Page, Row, find_row, read_page, read_rows
from tasks.warehouse.statements import Connection, sql


def list_orders(con: Connection, page: Page) -> tuple[list[Row], int]:
    """A page of orders with their items, and how many orders there are."""
    found, total = read_page(con, "orders", page)
    return _with_items(con, found), total


def find_order(con: Connection, name: str) -> Row | None:
    """The order with this `id`, else this `source_id`, with its items."""
    found = find_row(con, "orders", name)
    return found and _with_items(con, [found])[0]


def _with_items(con: Connection, orders: list[Row]) -> list[Row]:
    ids = [order["id"] for order in orders]
    items = items_of(con, ids)
    replaced = {row["id"] for row in read_rows(con, sql("queries/replaced_orders"), {"ids": ids})}
    return [
        {
            **order,
            "updated_at": order["updated_at"] if order["id"] in replaced else None,
            "customer": _reference(order["customer_id"]),
            "referrer": _reference(order["referrer_id"]),
            "items": items[order["id"]],
            "object": "order",
        }
        for order in orders
    ]


def _reference(customer_id: object) -> Row | None:
    return None if customer_id is None else {"id": customer_id, "object": "customer"}
