"""A warm child keeps its lane's database open between two imports, and in nobody's way."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from schemas.ids import ProjectKey
from tasks.warehouse.exclusion.wait_queue import first_in_queue, is_waited_for
from tasks.warehouse.location import database_path
from tasks.warehouse.sharing.connection_cache import ConnectionCache, cache_in_use, cached_warehouse
from tests.integration.warehouse.test_wait_queue import HOLD
from tests.support.projects.stages import KEY

PATIENCE = 20.0
BEGUN = "INSERT INTO imports (id, source, status, started_at) VALUES (uuid(), 'o.json', 'IN_PROGRESS', now())"
TABLE = "CREATE TEMP TABLE mine AS SELECT 1"


@pytest.fixture
def kept():
    token = cache_in_use.set(ConnectionCache())
    yield
    cache_in_use.reset(token)


def _is_open_elsewhere(database: Path) -> bool:
    code = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=True)"
    return subprocess.run([sys.executable, "-c", code, str(database)], capture_output=True).returncode != 0


def _end_of_closing() -> None:
    for thread in threading.enumerate():
        if thread.name == "connection-cache":
            thread.join()


def test_it_is_closed_at_once_where_nobody_keeps_it(tmp_path):
    with cached_warehouse(tmp_path, KEY, PATIENCE):
        pass
    assert not _is_open_elsewhere(database_path(tmp_path, KEY))


def test_it_stays_open_for_the_next_import_and_no_longer(kept, tmp_path):
    database = database_path(tmp_path, KEY)
    for _ in range(3):
        with cached_warehouse(tmp_path, KEY, PATIENCE) as con:
            con.execute(BEGUN)
    log = database.with_suffix(".duckdb.wal")
    assert log.exists()
    _end_of_closing()
    assert not log.exists()
    with duckdb.connect(database) as con:
        assert con.execute("SELECT count(*) FROM imports").fetchone() == (3,)


def test_each_import_has_temporary_tables_of_its_own(kept, tmp_path):
    for _ in range(2):
        with cached_warehouse(tmp_path, KEY, PATIENCE) as con:
            con.execute(TABLE)


def test_who_waits_gets_it_long_before_it_would_be_closed(kept, tmp_path):
    database = database_path(tmp_path, KEY)
    with cached_warehouse(tmp_path, KEY, PATIENCE):
        other = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path), str(KEY), "0"], stdout=subprocess.PIPE)
        while not is_waited_for(database):
            time.sleep(0.01)
    with cached_warehouse(tmp_path, KEY, PATIENCE):
        # who asked before this block has had it by now
        assert other.stdout.readline() == b"open\n"
    assert other.wait() == 0


def test_another_project_is_another_database(kept, tmp_path):
    for name in ("p", "q", "p"):
        with cached_warehouse(tmp_path, ProjectKey("t", name), PATIENCE) as con:
            assert con.execute("SELECT current_database()").fetchone() == (name,)


def test_what_went_wrong_closes_it(kept, tmp_path):
    database = database_path(tmp_path, KEY)
    with pytest.raises(duckdb.CatalogException, match="nothing"), cached_warehouse(tmp_path, KEY, PATIENCE) as con:
        con.execute("SELECT * FROM nothing")
    assert not _is_open_elsewhere(database)


def test_a_database_closed_for_somebody_is_opened_again(kept, tmp_path):
    database = database_path(tmp_path, KEY)
    with cached_warehouse(tmp_path, KEY, PATIENCE):
        pass
    with first_in_queue(database, PATIENCE):
        _end_of_closing()
        assert not _is_open_elsewhere(database)
    with cached_warehouse(tmp_path, KEY, PATIENCE) as con:
        assert con.execute("SELECT count(*) FROM imports").fetchone() == (0,)
