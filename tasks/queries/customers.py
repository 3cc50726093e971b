"""Customers as the API shows them, with the summary of their orders."""

from tasks.queries.filters import NO_FILTERS, Filters
from tasks.queries.rows import Page, Row, find_row, read_page, read_rows
from tasks.warehouse.statements import Connection, sql

_NO_ORDERS: Row = dict.fromkeys(("total_amount", "total_count", "average_amount", "last_order_amount"), 0)
_REDEMPTIONS = ("redeemed", "failed", "succeeded", "rolled_back", "rollback_failed", "rollback_succeeded")
_NO_REDEMPTIONS: Row = {
    **{f"total_{name}": 0 for name in _REDEMPTIONS},
    "gift": {"redeemed_amount": 0, "amount_to_go": 0},
    "loyalty_card": {"redeemed_points": 0, "points_to_go": 0},
}
_WHAT_IS_NOT_HERE: Row = {
    "loyalty": {"points": 0, "referred_customers": 0, "campaigns": {}},
    "referrals": {"total": 0, "campaigns": []},
    "system_metadata": {},
}


def list_customers(con: Connection, page: Page, filters: Filters = NO_FILTERS) -> tuple[list[Row], int]:
    """A page of the customers that the filters select, with `summary`, and how many there are."""
    found, total = read_page(con, "customers", page, filters)
    return _with_summaries(con, found), total


def find_customer(con: Connection, name: str) -> Row | None:
    """The customer with this `id`, else this `source_id`, with `summary`."""
    found = find_row(con, "customers", name)
    return found and _with_summaries(con, [found])[0]


def _with_summaries(con: Connection, customers: list[Row]) -> list[Row]:
    ids = {"ids": [customer["id"] for customer in customers]}
    summaries = {row.pop("customer_id"): row for row in read_rows(con, sql("queries/customer_summaries"), ids)}
    return [_customer(row, summaries.get(row["id"], {})) for row in customers]


def _customer(row: Row, bought: Row) -> Row:
    address = {name.removeprefix("address_"): row.pop(name) for name in list(row) if name.startswith("address_")}
    lives = None if all(value is None for value in address.values()) else address
    orders = {name: value for name, value in bought.items() if value is not None}
    summary = {"orders": {**_NO_ORDERS, **orders}, "redemptions": _NO_REDEMPTIONS}
    return {**row, "address": lives, "summary": summary, **_WHAT_IS_NOT_HERE, "object": "customer"}
