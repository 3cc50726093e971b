"""Reads of a database that is open elsewhere: by its own process, as of the last commit, for who has the key."""

import json
import os
import stat
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from schemas.errors import NotFoundError
from tasks.warehouse.location import database_path
from tasks.warehouse.sharing.connection_cache import ConnectionCache
from tasks.warehouse.sharing.shared_reads import ask_holder
from tasks.warehouse.statements import Connection, transaction
from tests.support.projects.stages import KEY


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


def address(home: Path) -> Path:
    return database_path(home, KEY).with_suffix(".reads")


def test_a_read_sees_what_was_committed_when_it_began(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5) as con:
        insert(con, "a")
        with transaction(con):
            insert(con, "b")
            assert ask_holder(tmp_path, KEY, count_imports) == (True, 1)
        assert ask_holder(tmp_path, KEY, count_imports) == (True, 2)
    cache.close()
    assert ask_holder(tmp_path, KEY, count_imports) == (False, None)
    assert not address(tmp_path).exists()


def test_what_a_read_raises_comes_back(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        with pytest.raises(NotFoundError) as caught:
            ask_holder(tmp_path, KEY, no_such_order, "o1")
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            ask_holder(tmp_path, KEY, fault)
    cache.close()
    assert (caught.value.public, caught.value.detail) == ("Cannot find o1. Look again.", "True")


def test_a_read_changes_nothing_by_accident_and_only_its_owner_may_ask(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        assert stat.S_IMODE(address(tmp_path).stat().st_mode) == 0o600
        port = json.loads(address(tmp_path).read_text())["port"]
        with pytest.raises(AuthenticationError):
            Client(("127.0.0.1", port), authkey=b"guessed")
        assert ask_holder(tmp_path, KEY, count_imports) == (True, 0)
    cache.close()


@pytest.mark.parametrize("content", ['{"port": 9, "key": "00"}', "", "{"])
def test_an_address_that_a_dead_process_left_is_not_asked(tmp_path: Path, content: str):
    address(tmp_path).parent.mkdir()
    address(tmp_path).write_text(content)
    assert ask_holder(tmp_path, KEY, count_imports) == (False, None)


def test_an_address_whose_process_listens_no_more_is_not_waited_for(tmp_path: Path):
    cache = ConnectionCache()
    with cache.lent(tmp_path, KEY, 5):
        before = address(tmp_path).read_text()
    cache.close()
    descriptor = os.open(address(tmp_path), os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(descriptor, before.encode())
    os.close(descriptor)
    assert ask_holder(tmp_path, KEY, count_imports) == (False, None)
