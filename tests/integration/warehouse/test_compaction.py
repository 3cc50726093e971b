"""A database that is written anew holds the same, and no traces of what it held before."""

import threading

import pytest

from schemas.errors import DatabaseBusyError, UsageError
from tasks.load.load import next_write_number
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tasks.warehouse.whole_projects.compaction import compact
from tests.support.projects.stages import KEY, import_orders, rows

ORDERS = [{"source_id": name, "amount": 1, "customer": {"source_id": name}} for name in ("UNLIKE-kept", "UNLIKE-gone")]
_DESCRIBED = """SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()
    WHERE NOT internal ORDER BY ALL"""


@pytest.fixture
def path(tmp_path):
    """Of a database in which one of two customers was deleted after it was closed once."""
    with open_warehouse(tmp_path, KEY) as con:
        import_orders(con, *ORDERS)
    with open_warehouse(tmp_path, KEY) as con:
        for table in ("orders", "customers"):
            con.execute(f"DELETE FROM {table} WHERE source_id = 'UNLIKE-gone'")
        con.execute("CREATE TABLE somebody_elses (x INTEGER)")
        con.execute("INSERT INTO somebody_elses VALUES (7)")
    return database_path(tmp_path, KEY)


def contents(home) -> tuple[object, ...]:
    with open_warehouse(home, KEY) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        described = con.execute(_DESCRIBED).fetchall()
        constraints = con.execute(
            "SELECT table_name, constraint_text FROM duckdb_constraints() ORDER BY ALL"
        ).fetchall()
        return {table: rows(con, table) for table in tables}, described, constraints


def test_what_was_deleted_is_gone_from_the_bytes_and_all_else_is_the_same(path, tmp_path):
    assert b"UNLIKE-gone" in path.read_bytes()
    before = contents(tmp_path)
    compact(tmp_path, KEY, 5.0)
    assert b"UNLIKE-gone" not in path.read_bytes()
    assert b"UNLIKE-kept" in path.read_bytes()
    assert contents(tmp_path) == before
    assert path.stat().st_mode & 0o077 == 0


def test_numbers_go_on_growing(path, tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        last = next_write_number(con)
    compact(tmp_path, KEY, 5.0)
    with open_warehouse(tmp_path, KEY) as con:
        following = next_write_number(con)
    assert following == last + 1


@pytest.mark.parametrize("step", ["copy_tables", "take_place"])
def test_a_crash_leaves_the_old_file(path, tmp_path, monkeypatch, step):
    before = contents(tmp_path)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        place = f"tasks.warehouse.storages.file.rewriting.{step}"
        patched.setattr(place, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        compact(tmp_path, KEY, 5.0)
    assert contents(tmp_path) == before
    path.with_suffix(".compact").write_text("what a killed process leaves")
    compact(tmp_path, KEY, 5.0)
    assert contents(tmp_path) == before


def test_it_waits_for_whoever_has_the_database_open_here(path, tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        with pytest.raises(DatabaseBusyError, match="This process has"):
            compact(tmp_path, KEY, 0.1)
        other = threading.Thread(target=compact, args=[tmp_path, KEY, 10.0])
        other.start()
        con.execute("CREATE TABLE written_meanwhile (x INTEGER)")
    other.join()
    assert "written_meanwhile" in contents(tmp_path)[0]


def test_there_has_to_be_a_database(tmp_path):
    with pytest.raises(UsageError, match="There is no project"):
        compact(tmp_path, KEY, 1.0)
