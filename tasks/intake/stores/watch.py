"""Hears that somebody has written to an intake in PostgreSQL: the queue's table tells it to all who listen."""

import threading

import psycopg
from psycopg import sql

_LOOK_SECONDS = 1.0  # between two looks whether anybody still asks; after a connection is lost, before the next


class PostgresWatch:
    """Listens in a thread of its own, so that asking costs nothing; while the server is away, everything may be new."""

    def __init__(self, address: str, channel: str) -> None:
        self._address, self._channel = address, channel
        self._is_new, self._is_closed = threading.Event(), threading.Event()
        self._is_new.set()
        threading.Thread(target=self._listen, name="intake-watch", daemon=True).start()

    def has_changed(self) -> bool:
        """Whether somebody has committed since this was last asked; at first, yes."""
        is_new = self._is_new.is_set()
        self._is_new.clear()
        return is_new

    def close(self) -> None:
        """Listen no more."""
        self._is_closed.set()

    def _listen(self) -> None:
        while not self._is_closed.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True) as con:
                    self._hear(con)
            except psycopg.OperationalError:
                self._is_closed.wait(_LOOK_SECONDS)

    def _hear(self, con: "psycopg.Connection[tuple[object, ...]]") -> None:
        con.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        self._is_new.set()  # what was committed before anybody listened
        while not self._is_closed.is_set():
            for _ in con.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                self._is_new.set()
