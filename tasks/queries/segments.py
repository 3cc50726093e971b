"""Segments as the API shows them, and which of them a customer is in."""

from tasks.queries.rows import Page, Row, read_page, read_rows
from tasks.warehouse.statements import Connection, sql


def list_segments(con: Connection, page: Page) -> tuple[list[Row], int]:
    """A page of segments with their own summaries, in the order they were made, and how many there are."""
    found, total = read_page(con, "segments", page, snapshots=("filter",))
    return [{**row, "object": "segment"} for row in found], total


def segments_of(con: Connection, customer_id: str) -> list[Row]:
    """The segments a customer is in now, by name."""
    return read_rows(con, sql("queries/segments_of_customer"), {"customer_id": customer_id})
