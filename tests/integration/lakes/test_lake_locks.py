"""Who may change a lake, whatever machine it is on: one, in order, and nobody who has lost it without noticing."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from schemas.errors import DatabaseBusyError
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.fencing import fenced, raise_fence
from tasks.warehouse.exclusion.project_lock import project_lock
from tasks.warehouse.sharing import connection_cache
from tasks.warehouse.statements import transaction
from tasks.warehouse.storages.of_home import keep_data_in, storage_of
from tests.support.projects.stages import KEY
from tests.support.projects.waiting import order_of_work
from tests.support.worlds.eventually import eventually

HOLD = """
import sys, time
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.project_lock import project_lock
home, key = Settings().home, ProjectKey(*sys.argv[1].split("/"))
with project_lock(home, key), open_warehouse(home, key):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def elsewhere(address: str, tmp_path: Path):
    """A process of another machine that has the project and its database, until it is told to end."""
    place = {"ORDERS_HOME": str(tmp_path / "elsewhere"), "ORDERS_STORAGE": address, "ORDERS_DATA": f"{tmp_path}/rows"}
    command = [sys.executable, "-c", HOLD, str(KEY)]
    holder = subprocess.Popen(command, env=os.environ | place, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"open\n"
    yield holder
    holder.kill()
    holder.communicate()


def test_one_process_at_a_time_has_it_and_is_named(elsewhere, home):
    with (
        pytest.raises(DatabaseBusyError, match=f"process {elsewhere.pid} on "),
        open_warehouse(home, KEY, patience=0.1),
    ):
        pass


def test_who_is_killed_holds_nobody_up(elsewhere, home):
    elsewhere.kill()
    with project_lock(home, KEY), open_warehouse(home, KEY, patience=60) as con:
        assert con.execute("SELECT count(*) FROM orders").fetchall() == [(0,)]


@pytest.mark.deep
def test_who_waits_is_seen_and_gets_it(elsewhere, home):
    got = threading.Event()

    def wait() -> None:
        with project_lock(home, KEY), open_warehouse(home, KEY, patience=60):
            got.set()

    storage, waiting = storage_of(home), threading.Thread(target=wait)
    waiting.start()
    eventually(lambda: storage.has_waiting_tickets(KEY))
    assert not got.is_set()
    elsewhere.communicate(b"")
    waiting.join()
    assert got.is_set()


def test_those_who_wait_come_in_the_order_of_coming(address, home):
    assert order_of_work(home, 3) == [0, 1, 2]


def test_of_two_that_believe_they_have_it_one_commits(address, home, server):
    with open_warehouse(home, KEY) as con:
        token = raise_fence(con, lambda: None)
        with pytest.raises(DatabaseBusyError, match="Somebody else has changed"), _held(token), transaction(con):
            con.execute("DELETE FROM schema_migrations")
            _cut_locks(server, address)
            with open_warehouse(home, KEY, patience=60) as other:
                raise_fence(other, lambda: None)
    with open_warehouse(home, KEY, create=False) as con:
        assert con.execute("SELECT count(*) > 0 FROM schema_migrations").fetchall() == [(True,)]


def test_who_was_overtaken_before_a_transaction_is_refused_in_it(address, home, server):
    with open_warehouse(home, KEY) as con:
        token = raise_fence(con, lambda: None)
        _cut_locks(server, address)
        with open_warehouse(home, KEY, patience=60) as other:
            raise_fence(other, lambda: None)
        with pytest.raises(PermissionError), _held(token), transaction(con):
            con.execute("DELETE FROM schema_migrations")


def test_a_server_that_went_away_is_one_to_wait_for(address, home, server):
    with open_warehouse(home, KEY) as con:
        with pytest.raises(DatabaseBusyError, match="does not answer"), transaction(con):
            con.execute("DELETE FROM schema_migrations")
            _cut(server, f"{address.rpartition('/')[2]}_t")
        with transaction(con):
            assert con.execute("SELECT count(*) > 0 FROM schema_migrations").fetchall() == [(True,)]


def test_a_server_that_is_not_there_is_one_to_wait_for(home, tmp_path):
    keep_data_in(home, "ducklake:postgresql://127.0.0.1:1/x", str(tmp_path))
    with pytest.raises(DatabaseBusyError, match="does not answer"), open_warehouse(home, KEY):
        pass
    keep_data_in(home, None, None)


def _held(token: int):
    def refuse() -> None:
        raise PermissionError

    return fenced(token, lambda: None, refuse)


def _cut_locks(server: str, address: str) -> None:
    """End the connections that hold locks, as a network does."""
    _cut(server, address.rpartition("/")[2])


def _cut(server: str, database: str) -> None:
    with psycopg.connect(server, autocommit=True) as session:
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        session.execute(end, (database,))


@pytest.mark.deep
def test_what_was_kept_open_is_closed_when_the_locks_may_be_lost(address, home, server, monkeypatch):
    monkeypatch.setattr(connection_cache, "IDLE_SECONDS", 600.0)
    cache = connection_cache.ConnectionCache()
    with cache.lent(home, KEY, patience=60):
        pass
    assert eventually(lambda: storage_of(home)._locks._looker is not None)  # it looks who waits
    _cut_locks(server, address)
    assert eventually(lambda: not cache._watcher.is_alive())
    with cache.lent(home, KEY, patience=60) as con:
        assert con.execute("SELECT count(*) FROM orders").fetchall() == [(0,)]
    cache.close()
