"""Tells whether anybody has written to the home's SQLite file, at the cost of microseconds."""

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from tasks.intake.database import connect_to_watch


class QueueWatch(AbstractContextManager["QueueWatch"]):
    """Keeps a connection open; for one thread."""

    def __init__(self, home: Path) -> None:
        self._con: sqlite3.Connection = connect_to_watch(home)
        self._version: int | None = None

    def has_changed(self) -> bool:
        """Whether another connection has committed since this was last asked; at first, yes."""
        version: int = self._con.execute("PRAGMA data_version").fetchone()[0]
        is_new, self._version = version != self._version, version
        return is_new

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()
