"""An intake in a PostgreSQL that the homes of several machines share: in the first schema of the connection's path.

Who writes for a project in an order that counts locks that project, and nobody else's. How many of the migrations the
schema has seen is in its table `intake_version`.
"""

import atexit
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from typing import Any

import psycopg
import psycopg_pool
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from schemas.errors import DatabaseBusyError, UsageError
from schemas.ids import ProjectKey
from tasks.intake.stores.dialect import as_postgresql, migration_as_postgresql
from tasks.intake.stores.postgresql_leader import PostgresLeader
from tasks.intake.stores.store import MIGRATIONS, PATIENCE_SECONDS, NotUniqueError, Values
from tasks.intake.stores.watch import PostgresWatch
from tasks.warehouse.postgresql import connection_of

# it would say each second that it tries in vain; who waits for it hears why at the end
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
_CONNECTIONS = 10  # of one process, beside the one that watches and the one that leads
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' ' || ?, 0))"


class PostgresConnection:
    """A connection of the pool, in a transaction."""

    def __init__(self, con: "psycopg.Connection[TupleRow]") -> None:
        self._con = con

    def execute(self, statement: str, values: Values = (), /) -> "psycopg.Cursor[TupleRow]":
        """Run one statement."""
        return self._con.execute(as_postgresql(statement), values)

    def executemany(self, statement: str, rows: Iterable[Values], /) -> None:
        """Run one statement for each of these rows of values."""
        self._con.cursor().executemany(as_postgresql(statement), rows)

    def lock(self, key: ProjectKey) -> None:
        """Let nobody else write for this project until the transaction ends."""
        self.execute(_LOCK, (str(key),))

    def delete_for_good(self) -> None:
        """Nothing: what was deleted is overwritten when the tables are compacted."""


class PostgresStore:
    """The intake at an address."""

    is_near = False

    def __init__(self, address: str) -> None:
        self._address = _with_timeouts(address)
        self._is_ready = False
        self._pool = psycopg_pool.ConnectionPool(
            self._address,
            kwargs={"autocommit": True},
            min_size=0,
            max_size=_CONNECTIONS,
            timeout=PATIENCE_SECONDS,
            reconnect_timeout=PATIENCE_SECONDS,
            check=psycopg_pool.ConnectionPool.check_connection,
            name="intake",
            open=True,
        )

    def exists(self) -> bool:
        """It is there as soon as it can be reached."""
        return True

    @contextmanager
    def open(self, *, is_durable: bool) -> Iterator[PostgresConnection]:
        """A connection for the block, in one transaction; the tables are made if need be."""
        with self._connection() as con, con.transaction():
            if not is_durable:
                con.execute("SET LOCAL synchronous_commit = off")
            yield PostgresConnection(con)

    @contextmanager
    def open_in_turn(self, key: ProjectKey) -> Iterator[PostgresConnection]:
        """The same, locked for the project; PostgreSQL keeps who waits in line."""
        with self.open(is_durable=True) as con:
            con.lock(key)
            yield con

    def read(self, query: str, values: Values) -> list[Any]:
        """The rows of one query."""
        with self._connection() as con:
            return con.execute(as_postgresql(query), values).fetchall()

    def compact(self) -> None:
        """Write the tables anew. What the server's own log and backups hold is for whoever runs it."""
        with self._connection() as con:
            for table in ("import_queue", "submissions"):
                con.execute(f"VACUUM FULL {table}".encode())

    def watch(self) -> PostgresWatch:
        """What hears that somebody has written."""
        with self._connection() as con:
            [(schema,)] = con.execute("SELECT current_schema()").fetchall()
        return PostgresWatch(self._address, f"orders.{schema}")

    @contextmanager
    def leadership(self, *, gives_way: bool) -> Iterator[Callable[[], bool]]:
        """By locks of a connection: the server lets the next process in when that is gone."""
        leader = PostgresLeader(self._address, gives_way=gives_way)
        try:
            yield leader.leads
        finally:
            leader.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    @contextmanager
    def _connection(self) -> Iterator["psycopg.Connection[TupleRow]"]:
        with _called_by_its_name(self._address), self._pool.connection() as con:
            if not self._is_ready:
                _migrate(con)
                self._is_ready = True
            yield con


def store_at(address: str) -> PostgresStore:
    """The store at this address, of this process: a child that was forked has connections of its own."""
    return _store_of(os.getpid(), address)


@lru_cache(maxsize=64)
def _store_of(_process: int, address: str) -> PostgresStore:
    store = PostgresStore(address)
    atexit.register(store.close)
    return store


def _with_timeouts(address: str) -> str:
    try:
        said = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        message = "The address of the service's own database is none."
        detail, hint = "ORDERS_INTAKE is not the address of a PostgreSQL.", "postgresql://orders@db.example/orders"
        raise UsageError(message, detail=detail, operator_hint=f"Write one such as {hint}.") from None
    return connection_of(said)


@contextmanager
def _called_by_its_name(address: str) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise NotUniqueError(str(error)) from error
    except psycopg.OperationalError as error:
        message, hint = "The service's own database does not answer.", "Try again later."
        why = _why_not(address) if isinstance(error, psycopg_pool.PoolTimeout) else str(error)
        detail = f"{message[:-1]}: {' '.join(why.split())}."
        raise DatabaseBusyError(message, hint, detail=detail, operator_hint="See ORDERS_INTAKE.") from error


def _why_not(address: str) -> str:
    """What the server has against one more connection, which the pool keeps to itself."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError as error:
        return str(error)
    return f"all {_CONNECTIONS} connections of this process were in use"


def _migrate(con: "psycopg.Connection[TupleRow]") -> None:
    with con.transaction():
        con.execute(as_postgresql(_LOCK), ("migrations",))
        con.execute("CREATE TABLE IF NOT EXISTS intake_version (version BIGINT NOT NULL)")
        row = con.execute("SELECT version FROM intake_version").fetchone()
        version = 0 if row is None else row[0]
        if version >= len(MIGRATIONS):
            return
        for file in MIGRATIONS[version:]:
            con.execute(migration_as_postgresql(file.read_text(encoding="utf-8")))
        con.execute((resources.files(__package__) / "sql" / "tell_changes.sql").read_bytes())
        con.execute("DELETE FROM intake_version")
        con.execute(as_postgresql("INSERT INTO intake_version VALUES (?)"), (len(MIGRATIONS),))
