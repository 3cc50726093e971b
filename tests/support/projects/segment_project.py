"""A project with customers and orders as imports store them, before their segments are refreshed."""

from datetime import datetime, timedelta

from tasks.rules.create import create_distribution
from tasks.warehouse.key_hashes import HASHED, hash_of
from tasks.warehouse.statements import Connection

NOW = datetime(2024, 6, 15, 12)
LATER = NOW + timedelta(days=1)
BUYERS = {"summary.orders.total_count": {"conditions": {"$more_than": 0}}}
RICH = {"summary.orders.total_amount": {"conditions": {"$more_than_equal": 100}}}


def put(con: Connection, table: str, **row: object) -> None:
    """Insert one row, with the hashes of its keys."""
    hashes = {f"{key}_hash": hash_of("?") for key in HASHED.get(table, ()) if key in row}
    values = ", ".join(["?"] * len(row) + list(hashes.values()))
    keys = [row[name.removesuffix("_hash")] for name in hashes]
    con.execute(f"INSERT INTO {table} ({', '.join([*row, *hashes])}) VALUES ({values})", [*row.values(), *keys])


def order(
    con: Connection, order_id: str, customer_id: str, import_id: str, at: datetime = NOW, **fields: object
) -> None:
    """Store an order as an import would, with the refresh that is then due."""
    con.execute("DELETE FROM imports WHERE id = ?", [import_id])
    put(con, "imports", id=import_id, source="orders", status="IN_PROGRESS", started_at=at, loaded_at=at)
    defaults = {"status": "PAID", "amount": 100, "items_discount_amount": 0, "created_at": NOW}
    row = {**defaults, "initial_amount": 1, "updated_at": NOW, "source_row": 0, **fields, "import_id": import_id}
    con.execute("DELETE FROM orders WHERE id = ?", [order_id])
    put(con, "orders", id=order_id, customer_id=customer_id, **row)
    put(con, "pending_refreshes", import_id=import_id, customer_id=customer_id)


def use(con: Connection, segment: str) -> None:
    """Make the segment active, which a rule does that uses it."""
    create_distribution(con, NOW, name=segment, trigger="customer.segment.entered", segment=segment, channel="file")


def rows(con: Connection, query: str) -> list[tuple]:
    return con.execute(query).fetchall()


def everything(con: Connection) -> dict[str, list[tuple]]:
    tables = ("customer_summaries", "segments", "segment_members", "segment_changes", "events", "pending_refreshes")
    return {table: rows(con, f"FROM {table} ORDER BY ALL") for table in tables}
