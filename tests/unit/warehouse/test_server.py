"""Work on a database that another process has open: done there, reads beside an import, writes between its uses."""

import json
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from threading import Event

import pytest

from schemas.errors import DatabaseBusyError, NotFoundError, RetryableError
from tasks.warehouse.location import database_path
from tasks.warehouse.sharing.address import Address, publish
from tasks.warehouse.sharing.client import ask_holder
from tasks.warehouse.sharing.connection_cache import ConnectionCache
from tasks.warehouse.sharing.first_come import FirstCome
from tasks.warehouse.sharing.server import BEGUN
from tasks.warehouse.sharing.work import Work
from tasks.warehouse.statements import Connection, transaction
from tests.support.projects.stages import KEY
from tests.support.worlds.eventually import LONGEST


def count_imports(con: Connection) -> int:
    [(count,)] = con.execute("SELECT count(*) FROM imports").fetchall()
    return int(count)


def no_such_order(con: Connection, name: str) -> None:
    message = f"Cannot find {name}."
    raise NotFoundError(message, "Look again.", detail=f"{con is not None}")


def fault(_con: Connection) -> None:
    raise ZeroDivisionError


def insert(con: Connection, name: str) -> None:
    con.execute(f"INSERT INTO imports (id, source, status, started_at) VALUES ('{name}', 's', 'x', '2026-01-01')")


def insert_beside_a_grant(con: Connection, name: str) -> None:
    with transaction(con):
        con.execute("UPDATE lane_fence SET token = token + 1")
        insert(con, name)


def asked(home: Path, function: Callable[..., object], *args: object, patience: float | None = None) -> object:
    return ask_holder(home, KEY, Work(function, args, {}), patience)


def address(home: Path) -> Path:
    return database_path(home, KEY).with_suffix(".reads")


def test_a_read_sees_what_was_committed_when_it_began(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5) as con:
        insert(con, "a")
        with transaction(con):
            insert(con, "b")
            assert asked(tmp_path, count_imports) == (True, 1)
        assert asked(tmp_path, count_imports) == (True, 2)
    cache.close()
    assert asked(tmp_path, count_imports) == (False, None)
    assert not address(tmp_path).exists()


def test_what_a_read_raises_comes_back(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        with pytest.raises(NotFoundError) as caught:
            asked(tmp_path, no_such_order, "o1")
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            asked(tmp_path, fault)
    cache.close()
    assert (caught.value.public, caught.value.detail) == ("Cannot find o1. Look again.", "True")


def test_a_read_changes_nothing_by_accident_and_only_its_owner_may_ask(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        assert stat.S_IMODE(address(tmp_path).stat().st_mode) == 0o600
        port = json.loads(address(tmp_path).read_text())["port"]
        with pytest.raises(AuthenticationError):
            Client(("127.0.0.1", port), authkey=b"guessed")
        assert asked(tmp_path, count_imports) == (True, 0)
    cache.close()


@pytest.mark.parametrize("content", ['{"port": 9, "key": "00"}', "", "{"])
def test_an_address_that_a_dead_process_left_is_not_asked(tmp_path: Path, content: str):
    address(tmp_path).parent.mkdir()
    address(tmp_path).write_text(content)
    assert asked(tmp_path, count_imports) == (False, None)


def test_an_address_whose_process_listens_no_more_is_not_waited_for(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        before = address(tmp_path).read_text()
    cache.close()
    descriptor = os.open(address(tmp_path), os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, before.encode())
    os.close(descriptor)
    assert asked(tmp_path, count_imports) == (False, None)


def test_a_write_is_done_where_the_import_lets_others_have_the_database(tmp_path: Path):
    cache = ConnectionCache()
    with ThreadPoolExecutor(1) as other:
        with cache.lent(tmp_path, KEY, 5) as con:
            written = other.submit(asked, tmp_path, insert, "a", patience=5)
            with pytest.raises(DatabaseBusyError):
                asked(tmp_path, insert, "b", patience=0)
            assert count_imports(con) == 0
        assert written.result() == (True, None)
    with cache.lent(tmp_path, KEY, 5) as con:
        assert count_imports(con) == 1
    cache.close()


def test_a_write_that_waits_is_done_before_the_database_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache, alone, waits = ConnectionCache(), FirstCome.alone, Event()

    def noted(changes: FirstCome, patience: float) -> AbstractContextManager[None]:
        waits.set()
        return alone(changes, patience)

    with ThreadPoolExecutor(1) as other, pytest.raises(ZeroDivisionError), cache.lent(tmp_path, KEY, 5):
        monkeypatch.setattr(FirstCome, "alone", noted)
        written = other.submit(asked, tmp_path, insert, "a", patience=5)
        assert waits.wait(LONGEST)
        with pytest.raises(DatabaseBusyError):
            asked(tmp_path, insert, "b", patience=0)
        raise ZeroDivisionError
    assert written.result() == (True, None)


def test_a_write_does_not_overrule_who_was_granted_the_lane_meanwhile(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        pass
    with pytest.raises(RetryableError, match="nothing was stored"):
        asked(tmp_path, insert_beside_a_grant, "a", patience=5)
    with cache.lent(tmp_path, KEY, 5) as con:
        assert count_imports(con) == 0
    cache.close()


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_process_that_dies_has_not_written_unless_it_has_begun(tmp_path: Path, has_begun: bool):
    path = address(tmp_path)
    path.parent.mkdir()
    with Listener(("127.0.0.1", 0), authkey=b"key") as listener, ThreadPoolExecutor(1) as other:
        published = publish(path, Address(listener.address[1], b"key"))
        written = other.submit(asked, tmp_path, insert, "a", patience=5)
        with listener.accept() as peer:
            peer.recv()
            if has_begun:
                peer.send(BEGUN)
        if has_begun:
            with pytest.raises(RetryableError, match="perhaps after it was stored"):
                written.result()
        else:
            assert written.result() == (False, None)
    os.close(published)
