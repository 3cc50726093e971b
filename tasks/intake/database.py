"""The home's own database, `$ORDERS_HOME/projects.sqlite`: keys of projects, the queue of imports and their caps.

Only this module opens it. It is SQLite, since several processes read and write it at the same time. Its tables are
made by the numbered files of `tasks/intake/migrations`; how many of them it has seen is its `user_version`.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from tasks.warehouse.full_disk import disk_is_full
from tasks.warehouse.private_files import FILE_MODE, close_to_others

_PATIENCE_SECONDS = 10.0
_one_writer = threading.Lock()
_MIGRATIONS = sorted((resources.files(__package__) / "migrations").iterdir(), key=lambda file: file.name)


def has_intake(home: Path) -> bool:
    """Whether anything was ever kept in this home."""
    return _path(home).exists()


@contextmanager
def open_intake(home: Path, *, is_durable: bool = True) -> Iterator[sqlite3.Connection]:
    """A connection for the block, committed at its end, or rolled back if it raises; the file is made if need be.

    A commit that is not durable can be lost with the machine, though not with the process. Raises `RetryableError`
    where there is no room on the disk.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = _path(home)
    path.touch(mode=FILE_MODE)
    close_to_others(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level="IMMEDIATE")
    with _called_by_its_name(), closing(connection) as con:
        if _version(con) < len(_MIGRATIONS):
            _migrate(con)
        if not is_durable:
            con.execute("PRAGMA synchronous = NORMAL")
        with con:
            yield con


@contextmanager
def _called_by_its_name() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        full = disk_is_full(error)
        if full is None:
            raise
        raise full from error


def compact_intake(home: Path) -> None:
    """Overwrite what was deleted or changed, in the file and in its log, so that nothing of it can be found there."""
    if not has_intake(home):
        return
    connection = sqlite3.connect(_path(home), timeout=_PATIENCE_SECONDS, isolation_level=None)
    with _called_by_its_name(), closing(connection) as con:
        con.execute("VACUUM")
        con.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def read_intake(home: Path, query: str, values: tuple[str | int | bytes, ...]) -> list[Any]:
    """The rows of one query; for what each request asks, since its thread keeps the connection open.

    That takes microseconds. Nothing is locked in between, and a file that was put in the place of the other is seen.
    """
    if _kept.file is None or _kept.file != (home, _identity(home)):
        _kept.con, _kept.file = connect_to_watch(home), (home, _identity(home))
    with _called_by_its_name():
        return list(_kept.con.execute(query, values))


def lock_for_writing(con: sqlite3.Connection) -> None:
    """Let nobody else write from here to the end of the block: what is looked at first stays as it was seen.

    SQLite takes this lock by itself no sooner than with the first change.
    """
    con.execute("BEGIN IMMEDIATE")


@contextmanager
def open_intake_in_turn(home: Path) -> Iterator[sqlite3.Connection]:
    """A connection that may write at once, after the process's other threads that ask for one like it.

    Who finds SQLite's own lock taken sleeps for up to 0.1 s before it looks again.
    """
    with _one_writer, open_intake(home) as con:
        lock_for_writing(con)
        yield con


def connect_to_watch(home: Path) -> sqlite3.Connection:
    """A connection that reads and stays open."""
    with open_intake(home):
        pass
    return sqlite3.connect(_path(home), timeout=_PATIENCE_SECONDS, isolation_level=None)


class _Kept(threading.local):
    """What a thread reads with."""

    con: sqlite3.Connection
    file: tuple[Path, tuple[int, int] | None] | None = None


_kept = _Kept()


def _identity(home: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(_path(home))  # noqa: PTH116 - half as long as by the path's own method
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _migrate(con: sqlite3.Connection) -> None:
    con.execute("PRAGMA journal_mode = WAL")
    with con:
        con.execute("BEGIN IMMEDIATE")
        # another process may have been faster
        for file in _MIGRATIONS[_version(con) :]:
            for statement in file.read_text(encoding="utf-8").split(";\n"):
                con.execute(statement)
        con.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _version(con: sqlite3.Connection) -> int:
    version: int = con.execute("PRAGMA user_version").fetchone()[0]
    return version


def _path(home: Path) -> Path:
    return home / "projects.sqlite"
