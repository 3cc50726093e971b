"""Of all processes on an intake in PostgreSQL one leads: the one whose connection holds the lock."""

import psycopg
from psycopg.rows import TupleRow

_SOON_GONE = b"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
"""So that the server finds out within half a minute that a machine is gone; that a process is, it hears at once."""
_LEAD = b"SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ' leads', 0))"
_LEAD_NO_MORE = b"SELECT pg_advisory_unlock(hashtextextended(current_schema() || ' leads', 0))"
# shared by all that give way to nobody, so that the others see that there is one
_BE_FIRST = b"SELECT pg_advisory_lock_shared(hashtextextended(current_schema() || ' leads first', 0))"
# taken for the moment of one statement
_IS_NOBODY_FIRST = b"SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' leads first', 0))"


class PostgresLeader:
    """Keeps its connection while it leads or stands by; for one thread at a time."""

    def __init__(self, address: str, *, gives_way: bool) -> None:
        self._address, self._gives_way = address, gives_way
        self._con: psycopg.Connection[TupleRow] | None = None
        self._has_lock = False
        self._is_leading = False

    def leads(self) -> bool:
        """Whether it holds the lock, which it takes if nobody does and nobody is there to whom it gives way.

        It lets go of it when it is asked again after it has said no: whoever asks has stopped leading by then. False as
        long as the server cannot be asked. One that was cut off has lost the lock, and hears that before it can take it
        again.
        """
        try:
            return self._leads()
        except psycopg.OperationalError:
            self.close()
            return False

    def close(self) -> None:
        """Lead no more."""
        if self._con is not None:
            self._con.close()
        self._con, self._has_lock, self._is_leading = None, False, False

    def _leads(self) -> bool:
        if self._con is None:
            self._con = psycopg.connect(self._address, autocommit=True)
            self._con.execute(_SOON_GONE)
            if not self._gives_way:
                self._con.execute(_BE_FIRST)
        may_lead = not self._gives_way or _is_true(self._con, _IS_NOBODY_FIRST)
        if not may_lead and not self._is_leading and self._has_lock:
            self._con.execute(_LEAD_NO_MORE)
            self._has_lock = False
        if may_lead and not self._has_lock:
            self._has_lock = _is_true(self._con, _LEAD)
        elif not self._gives_way:
            self._con.execute(b"SELECT 1")
        self._is_leading = may_lead and self._has_lock
        return self._is_leading


def _is_true(con: psycopg.Connection[TupleRow], query: bytes) -> bool:
    row = con.execute(query).fetchone()
    return row is not None and bool(row[0])
