"""A project's database between two imports of a warm child process: kept open as long as nobody else waits for it.

Opening costs tens of milliseconds. Closing costs more, since DuckDB then moves its log into the file and writes anew
every part of a table that changed: after each import of a lane, the same parts again. Kept open, DuckDB does that once
for every few imports. What was committed is safe before that: whoever opens the file after a crash finds it in the log.

Nobody waits longer than for an import that closes each time: who is first in the database's wait queue
(`tasks.warehouse.storages.storage`) gets it as soon as nothing is at work on it, and an idle lane's database is
closed `IDLE_SECONDS` after the last import. Who wants to read, or to write a little, need not wait for the file: the
process that has it open does it for them (`tasks.warehouse.sharing.server`).
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tasks.warehouse.origin import cursor_of
from tasks.warehouse.sharing.server import DatabaseServer
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.of_home import storage_of
from tasks.warehouse.storages.storage import Storage
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name

IDLE_SECONDS = 1.0

logger = logging.getLogger(__name__)


@dataclass
class ConnectionCache:
    """Keeps the database that was used last; for one borrower at a time."""

    _path: Path | None = None
    _server: DatabaseServer | None = None
    _open: ExitStack = field(default_factory=ExitStack)
    _is_borrowed: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    @contextmanager
    def lent(self, home: Path, key: ProjectKey, patience: float) -> Iterator[Connection]:
        """A connection of its own, with its own temporary tables, to the project's database."""
        self._end_watch()
        path, server, storage = database_path(home, key), self._server, storage_of(home)
        if server is None or self._path != path or storage.is_waited_for(key):
            self._close()
            database = self._open.enter_context(open_warehouse(home, key, patience=patience))
            # what a crash leaves to be read again is bounded by this; the default is reached every few imports
            database.execute("SET GLOBAL checkpoint_threshold = '256MB'")
            self._server = server = DatabaseServer(path, database)
            # closed before the database is
            self._open.callback(server.close)
            self._path = path
        try:
            with calls_what_is_away_by_its_name(), server.changes.alone(), cursor_of(server.con) as con:
                yield con
                storage.keep_up(con)
        except BaseException:
            self._close()
            raise
        self._is_borrowed.clear()
        # not a daemon: the interpreter waits for the closing before it exits
        self._watcher = threading.Thread(target=self._watch, args=[storage, key], name="connection-cache", daemon=False)
        self._watcher.start()

    def close(self) -> None:
        """Close what is open; the next use opens it anew."""
        self._end_watch()
        self._close()

    def _end_watch(self) -> None:
        """Stop looking for who else waits for the database; it may have been closed for them."""
        if self._watcher is not None:
            self._is_borrowed.set()
            self._watcher.join()
            self._watcher = None

    def _watch(self, storage: Storage, key: ProjectKey) -> None:
        until = time.monotonic() + IDLE_SECONDS
        while not self._is_borrowed.wait(storage.look_seconds):
            if time.monotonic() > until or _is_waited_for(storage, key):
                self._close()
                break

    def _close(self) -> None:
        opened, self._open, self._server, self._path = self._open, ExitStack(), None, None
        try:
            opened.close()
        except Exception:
            logger.exception("A database could not be closed; what was written is in its log, and found next time.")


def _is_waited_for(storage: Storage, key: ProjectKey) -> bool:
    """Whether anybody waits, as far as that can be known: who cannot be asked may have given it to another by now."""
    try:
        return storage.is_waited_for(key)
    except RetryableError:
        return True


cache_in_use: ContextVar[ConnectionCache | None] = ContextVar("cache_in_use", default=None)
"""Set where a process opens a database more than once, such as a warm child, which lives on after an import."""


@contextmanager
def cached_warehouse(home: Path, key: ProjectKey, patience: float) -> Iterator[Connection]:
    """The project's database for the block, as `open_warehouse` has it; a warm child may keep it open afterwards."""
    cache = cache_in_use.get()
    if cache is None:
        with open_warehouse(home, key, patience=patience) as con:
            yield con
        return
    with cache.lent(home, key, patience) as con:
        yield con


@contextmanager
def connection_cache() -> Iterator[None]:
    """In the block, a database stays open between two uses as long as nobody else waits for it; then it is closed."""
    cache = ConnectionCache()
    before = cache_in_use.set(cache)
    try:
        yield
    finally:
        cache_in_use.reset(before)
        cache.close()
