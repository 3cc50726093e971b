"""An intake in its home's own file, `projects.sqlite`, which several processes of one machine read and write.

How many of the migrations the file has seen is its `user_version`.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

from schemas.ids import ProjectKey
from tasks.intake.stores.store import MIGRATIONS, PATIENCE_SECONDS, NotUniqueError, Values
from tasks.warehouse.private_files import FILE_MODE, close_to_others, private_folder
from tasks.warehouse.trouble.full_disk import disk_is_full

_one_writer = threading.Lock()


class SqliteConnection(sqlite3.Connection):
    """A connection that others write with, too."""

    def lock(self, key: ProjectKey) -> None:
        """Begin to write: SQLite takes its lock by itself no sooner than with the first change."""
        if not self.in_transaction:
            self.execute("BEGIN IMMEDIATE")

    def delete_for_good(self) -> None:
        """Overwrite each row that is deleted."""
        self.execute("PRAGMA secure_delete = ON")


class SqliteWatch:
    """Keeps a connection open."""

    def __init__(self, con: SqliteConnection) -> None:
        self._con = con
        self._version: int | None = None
        self.close = con.close

    def has_changed(self) -> bool:
        """Whether another connection has committed since this was last asked; at first, yes."""
        version: int = self._con.execute("PRAGMA data_version").fetchone()[0]
        is_new, self._version = version != self._version, version
        return is_new


class SqliteStore:
    """The intake of a home that has it in itself."""

    is_near = True

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / "projects.sqlite"

    def exists(self) -> bool:
        """Whether the file is there."""
        return self._path.exists()

    @contextmanager
    def open(self, *, is_durable: bool) -> Iterator[SqliteConnection]:
        """A connection for the block; the file is made if need be.

        A commit that is not durable can be lost with the machine, though not with the process.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=FILE_MODE)
        close_to_others(self._path)
        with _called_by_its_name(), closing(self._connect("IMMEDIATE")) as con:
            if _version(con) < len(MIGRATIONS):
                _migrate(con)
            if not is_durable:
                con.execute("PRAGMA synchronous = NORMAL")
            with con:
                yield con

    @contextmanager
    def open_in_turn(self, key: ProjectKey) -> Iterator[SqliteConnection]:
        """A connection that may write at once: who finds SQLite's lock taken sleeps for up to 0.1 s before it looks."""
        with _one_writer, self.open(is_durable=True) as con:
            con.lock(key)
            yield con

    def read(self, query: str, values: Values) -> list[Any]:
        """The rows of one query, by the connection that its thread keeps open; that takes microseconds.

        Nothing is locked in between, and a file that was put in the place of the other is seen.
        """
        if _kept.file is None or _kept.file != (self._path, _identity(self._path)):
            _kept.con, _kept.file = self._connect_to_stay(), (self._path, _identity(self._path))
        with _called_by_its_name():
            return list(_kept.con.execute(query, values))

    def compact(self) -> None:
        """Overwrite what was deleted or changed, in the file and in its log."""
        with _called_by_its_name(), closing(self._connect(None)) as con:
            con.execute("VACUUM")
            con.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def watch(self) -> SqliteWatch:
        """What sees that somebody has written."""
        return SqliteWatch(self._connect_to_stay())

    @contextmanager
    def leadership(self, *, gives_way: bool) -> Iterator[Callable[[], bool]]:
        """By locked files: the kernel lets the next process in when this one is gone."""
        from tasks.intake.stores.file_leader import FileLeader  # only the dispatcher needs it

        private_folder(self._home)
        leader = FileLeader(self._home, gives_way=gives_way)
        try:
            yield leader.leads
        finally:
            leader.close()

    def _connect(self, level: Literal["IMMEDIATE"] | None) -> SqliteConnection:
        return sqlite3.connect(self._path, PATIENCE_SECONDS, 0, level, factory=SqliteConnection)

    def _connect_to_stay(self) -> SqliteConnection:
        with self.open(is_durable=True):
            pass
        return self._connect(None)


class _Kept(threading.local):
    """What a thread reads with."""

    con: SqliteConnection
    file: tuple[Path, tuple[int, int] | None] | None = None


_kept = _Kept()


@contextmanager
def _called_by_its_name() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        full = disk_is_full(error)
        if full is None:
            raise
        raise full from error
    except sqlite3.IntegrityError as error:
        raise NotUniqueError(str(error)) from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - half as long as by the path's own method
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _migrate(con: SqliteConnection) -> None:
    con.execute("PRAGMA journal_mode = WAL")
    with con:
        con.execute("BEGIN IMMEDIATE")
        # another process may have been faster
        for file in MIGRATIONS[_version(con) :]:
            for statement in file.read_text(encoding="utf-8").split(";\n"):
                con.execute(statement)
        con.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(con: SqliteConnection) -> int:
    version: int = con.execute("PRAGMA user_version").fetchone()[0]
    return version
