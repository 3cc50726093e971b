"""Of all processes on an intake in PostgreSQL one leads: the one whose connection holds the lock."""

import psycopg
from psycopg.rows import TupleRow

_SOON_GONE = b"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
"""So that the server finds out within half a minute that a machine is gone; that a process is, it hears at once."""
_LEAD = b"SELECT pg_try_advisory_lock(hashtextextended(current_schema() || ' leads', 0))"


class PostgresLeader:
    """Keeps its connection while it leads or stands by; for one thread at a time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._con: psycopg.Connection[TupleRow] | None = None
        self._is_first = False

    def leads(self) -> bool:
        """Whether it holds the lock, which it takes if nobody does; False as long as the server cannot be asked.

        One that was cut off has lost the lock, and hears that before it can take it again.
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
        self._con, self._is_first = None, False

    def _leads(self) -> bool:
        if self._con is None:
            self._con = psycopg.connect(self._address, autocommit=True)
            self._con.execute(_SOON_GONE)
        if self._is_first:
            self._con.execute(b"SELECT 1")
        else:
            row = self._con.execute(_LEAD).fetchone()
            self._is_first = row is not None and bool(row[0])
        return self._is_first
