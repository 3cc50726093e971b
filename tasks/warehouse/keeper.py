"""A project's database between two imports of a warm child: kept open as long as nobody else wants it.

Opening costs tens of milliseconds. Closing costs more, since DuckDB then moves its log into the file and writes anew
every part of a table that changed: after each import of a lane, the same parts again. Kept open, DuckDB does that once
for every few imports. What was committed is safe before that: whoever opens the file after a crash finds it in the log.

Nobody waits longer than for an import that closes each time: who stands in the door of the database
(`tasks.warehouse.wait_queue`) gets it as soon as nothing is at work on it, and an idle lane's database is closed
`IDLE_SECONDS` after the last import.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from tasks.warehouse.connection import Connection, open_warehouse
from tasks.warehouse.wait_queue import is_waited_for

IDLE_SECONDS, LOOK_SECONDS = 1.0, 0.01

logger = logging.getLogger(__name__)


@contextmanager
def warehouse(path: Path, patience: float) -> Iterator[Connection]:
    """The project's database for the block, as `open_warehouse` has it; a warm child may keep it open afterwards."""
    keeper = kept_by.get()
    if keeper is None:
        with open_warehouse(path, patience=patience) as con:
            yield con
        return
    with keeper.lent(path, patience) as con:
        yield con


@dataclass
class Keeper:
    """Keeps the database that was used last; for one borrower at a time."""

    _path: Path | None = None
    _con: Connection | None = None
    _open: ExitStack = field(default_factory=ExitStack)
    _wanted: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    @contextmanager
    def lent(self, path: Path, patience: float) -> Iterator[Connection]:
        """A connection of its own, with its own temporary tables, to the database at `path`."""
        self._take_back()
        if self._path != path or is_waited_for(path):
            self._close()
            self._con = self._open.enter_context(open_warehouse(path, patience=patience))
            # what a crash leaves to be read again is bounded by this; the default is reached every few imports
            self._con.execute("SET GLOBAL checkpoint_threshold = '256MB'")
            self._path = path
        try:
            with self._con.cursor() as con:
                yield con
        except BaseException:
            self._close()
            raise
        self._wanted.clear()
        # not a daemon: the interpreter waits for the closing before it exits
        self._watcher = threading.Thread(target=self._watch, name="kept-open", daemon=False)
        self._watcher.start()

    def _take_back(self) -> None:
        """Stop looking for who else wants the database; it may have been closed for them."""
        if self._watcher is not None:
            self._wanted.set()
            self._watcher.join()
            self._watcher = None

    def _watch(self) -> None:
        until = time.monotonic() + IDLE_SECONDS
        while not self._wanted.wait(LOOK_SECONDS):
            if time.monotonic() > until or is_waited_for(self._path):
                self._close()
                break

    def _close(self) -> None:
        opened, self._open, self._con, self._path = self._open, ExitStack(), None, None
        try:
            opened.close()
        except Exception:
            logger.exception("A database could not be closed; what was written is in its log, and found next time.")


kept_by: ContextVar[Keeper | None] = ContextVar("kept_by", default=None)
"""Set in a warm child, which lives on after an import."""
