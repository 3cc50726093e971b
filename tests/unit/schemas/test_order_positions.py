"""Positions of orders: those stored before there were any have them in the order in which they were last written."""

from datetime import datetime, timedelta
from pathlib import Path

import duckdb

MIGRATIONS = sorted(Path("schemas/migrations").glob("*.sql"))
ORDER = (
    "INSERT INTO orders BY NAME SELECT $id AS id, 'PAID' AS status, $at AS created_at, $at AS updated_at, 1 AS amount, "
)
ORDER += "1 AS initial_amount, 0 AS items_discount_amount, 'imp_x' AS import_id, $row AS source_row"
NOW = datetime(2024, 6, 15)


def test_orders_of_old_have_positions():
    with duckdb.connect(":memory:") as con:
        for file in [file for file in MIGRATIONS if file.name < "0006"]:
            con.execute(file.read_text())
        for order_id, at, row in (("d", NOW, 7), ("c", NOW + timedelta(1), 0), ("b", NOW, 8), ("a", NOW, 11)):
            con.execute(ORDER, {"id": order_id, "at": at, "row": row})
        con.execute(
            "INSERT INTO order_versions BY NAME SELECT *, 'imp_y' AS replaced_by, now() AS replaced_at FROM orders"
        )
        [migration] = [file for file in MIGRATIONS if file.name.startswith("0006")]
        con.execute(migration.read_text())
        found = con.execute("SELECT id, position, source_row FROM orders ORDER BY position").fetchall()
        assert found == [("d", 0, 7), ("b", 1, 8), ("a", 2, 11), ("c", 3, 0)]
        assert con.execute("SELECT count(*) FROM order_versions WHERE position IS NULL").fetchone() == (4,)
