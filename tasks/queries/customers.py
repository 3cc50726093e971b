"""Customers as the API shows them, with the summary of their orders."""

from tasks.queries.filters import NO_FILTERS, Filters
from tasks.queries.rows import Page, Row, find_row, read_page, read_rows
from tasks.warehouse.statements import Connection, sql

_SUMMARY = ("total_count", "total_amount", "average_amount", "last_order_amount", "last_order_date")
_NO_ORDERS: Row = {**dict.fromkeys(_SUMMARY), "total_count": 0, "total_amount": 0}


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
    return [_customer(row, summaries.get(row["id"], _NO_ORDERS)) for row in customers]


def _customer(row: Row, summary: Row) -> Row:
    address = {name.removeprefix("address_"): row.pop(name) for name in list(row) if name.startswith("address_")}
    return {**row, "address": address, "summary": {"orders": summary, "redemptions": {}}, "object": "customer"}
