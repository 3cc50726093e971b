"""How much memory a backfill's statements have: more where DuckDB must remember more rows that were replaced."""

import pytest

from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import sql
from tasks.warehouse.threads import free_memory, limit_memory


@pytest.mark.parametrize(
    ("rows", "limit"),
    [(0, "244.1 MiB"), (15_500_000, "244.1 MiB"), (30_000_000, "357.6 MiB"), (80_000_000, "751.4 MiB")],
)
def test_the_limit_grows_with_rows_that_may_have_been_replaced(monkeypatch, rows, limit):
    monkeypatch.setattr("tasks.warehouse.threads.sql", lambda _name: f"SELECT {rows}")
    with open_memory() as con:
        before = con.execute("SELECT current_setting('memory_limit')").fetchall()
        limit_memory(con)
        assert con.execute("SELECT current_setting('memory_limit')").fetchall() == [(limit,)]
        free_memory(con)
        assert con.execute("SELECT current_setting('memory_limit')").fetchall() == before


def test_rows_of_all_large_tables_count():
    insert = """INSERT INTO {} BY NAME SELECT i::VARCHAR AS id, now()::TIMESTAMP AS created_at,
        now()::TIMESTAMP AS updated_at, '' AS import_id FROM range(3000) AS numbers(i)"""
    with open_memory() as con:
        migrate(con)
        for table in ("customers", "products"):
            con.execute(insert.format(table))
        assert con.execute(sql("warehouse/count_replaceable")).fetchall() == [(3000,)]
