"""Who leads on an intake in PostgreSQL: by locks of a connection, which the server frees when that is gone."""

import psycopg
from psycopg.rows import TupleRow

from tasks.intake.stores.leader import Leader

_SOON_GONE = b"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
"""So that the server finds out within half a minute that a machine is gone; that a process is, it hears at once."""
_TAKE = b"SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ' leads', 0))"
_LET_GO = b"SELECT pg_advisory_unlock(hashtextextended(current_schema() || ' leads', 0))"
# shared by all that give way to nobody, so that the others see that there is one
_BE_FIRST = b"SELECT pg_advisory_lock_shared(hashtextextended(current_schema() || ' leads first', 0))"
# taken for the moment of one statement
_IS_NOBODY_FIRST = b"SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' leads first', 0))"


class PostgresLeader(Leader):
    """Keeps its connection while it leads or stands by."""

    def __init__(self, address: str, *, gives_way: bool) -> None:
        super().__init__(gives_way=gives_way)
        self._address = address
        self._con: psycopg.Connection[TupleRow] | None = None
        self._has_lock = False

    def leads(self) -> bool:
        """The same, and False as long as the server cannot be asked.

        One that was cut off has lost the lock, and hears that before it can take it again.
        """
        try:
            return super().leads()
        except psycopg.OperationalError:
            self.close()
            return False

    def close(self) -> None:
        """Lead no more."""
        if self._con is not None:
            self._con.close()
        self._con, self._has_lock, self._is_leading = None, False, False

    def _must_give_way(self) -> bool:
        return not self._asked(_IS_NOBODY_FIRST)

    def _take(self) -> bool:
        # asked in any case, so that one that was cut off hears it
        self._has_lock = self._asked(b"SELECT true" if self._has_lock else _TAKE)
        return self._has_lock

    def _let_go(self) -> None:
        if self._has_lock:
            self._has_lock = not self._asked(_LET_GO)

    def _asked(self, query: bytes) -> bool:
        if self._con is None:
            self._con = psycopg.connect(self._address, autocommit=True)
            self._con.execute(_SOON_GONE)
            if not self._gives_way:
                self._con.execute(_BE_FIRST)
        row = self._con.execute(query).fetchone()
        return row is not None and bool(row[0])
