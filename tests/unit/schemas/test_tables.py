"""The tables that people query are the tables that are described, in both directions."""

from pathlib import Path

import pytest

from schemas.tables.tables import TABLES
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY


@pytest.fixture
def described(tmp_path: Path) -> dict[str, dict[str, str]]:
    with open_warehouse(tmp_path, KEY) as con:
        query = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        found: dict[str, dict[str, str]] = {}
        for table, column, comment in con.execute(query).fetchall():
            found.setdefault(table, {})[column] = comment
    found.pop("schema_migrations")
    return found


def test_every_table_and_column_is_described_and_there(described):
    assert described == {name: table.columns for name, table in TABLES.items()}


def test_migrations_are_recorded_and_applied_once(tmp_path):
    seen = []
    for _ in range(2):
        with open_warehouse(tmp_path, KEY) as con:
            seen.append(con.execute("SELECT * FROM schema_migrations ORDER BY version").fetchall())
    assert seen[0] == seen[1]
    files = sorted(file.name for file in Path("schemas/migrations").glob("*.sql"))
    assert [name for _, name, _ in seen[0]] == files
