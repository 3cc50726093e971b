"""Opening a database and writing to it: what is wrong is called by its name."""

import shutil
from contextlib import closing

import duckdb
import pytest

from schemas.errors import ImportAbortedError, RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.engine import connect
from tasks.warehouse.location import database_path
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import transaction
from tests.support.worlds.outside.full_disk import no_file_above

LOCKSMITH = ProjectKey("locksmith", "blocks")


def test_damage_is_not_taken_for_somebody_elses_lock(tmp_path):
    path = database_path(tmp_path, LOCKSMITH)
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(ImportAbortedError, match="cannot be opened") as refused, open_warehouse(tmp_path, LOCKSMITH):
        pass
    assert "lock on file" not in str(refused.value)


def test_what_a_process_leaves_that_is_killed_once_the_tables_are_made_can_be_opened(tmp_path):
    path, left = database_path(tmp_path / "home", LOCKSMITH), database_path(tmp_path / "left", LOCKSMITH)
    path.parent.mkdir(parents=True)
    with closing(connect(path, {})) as con:
        migrate(con)
        shutil.copytree(path.parent, left.parent)  # the log, too, from which the tables are made again
    with open_warehouse(tmp_path / "left", LOCKSMITH) as con:
        assert con.execute("SELECT count(*) FROM orders").fetchall() == [(0,)]


def test_a_database_of_a_newer_release_is_refused(tmp_path):
    with open_warehouse(tmp_path, LOCKSMITH) as con:
        con.execute("INSERT INTO schema_migrations VALUES (999, '0999_later.sql', now()::TIMESTAMP)")
    with pytest.raises(ImportAbortedError, match="tables of version 999"), open_warehouse(tmp_path, LOCKSMITH):
        pass


def test_a_full_disk_is_called_so_and_nothing_is_written(tmp_path):
    fill = "INSERT INTO schema_migrations SELECT i, md5(i::VARCHAR), now()::TIMESTAMP FROM range(1000, 100000) t(i)"
    full = pytest.raises(RetryableError, match="no room left on the disk")
    with open_warehouse(tmp_path, LOCKSMITH) as con, no_file_above(50_000), full, transaction(con):
        con.execute(fill)
    with open_warehouse(tmp_path, LOCKSMITH) as con:
        assert con.execute("SELECT count(*) FROM schema_migrations WHERE version >= 1000").fetchall() == [(0,)]


def test_it_shows_no_progress_where_duckdb_thinks_that_somebody_looks(tmp_path, monkeypatch):
    def interactive(*args, **kwargs):
        con = connect(*args, **kwargs)
        con.execute("SET enable_progress_bar = true")
        return con

    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", interactive)
    query = "SELECT current_setting('enable_progress_bar')"
    with open_warehouse(tmp_path, LOCKSMITH) as con:
        assert con.cursor().execute(query).fetchall() == [(False,)]


def test_no_statement_counts_rows_that_others_are_about_to_commit(tmp_path):
    with open_warehouse(tmp_path, LOCKSMITH) as con:
        assert con.execute("SELECT current_setting('disabled_optimizers')").fetchall() == [("row_group_pruner",)]
