"""Who may open and change a lake, among the processes of all machines: advisory locks of PostgreSQL.

A lock is held by a connection, and ends with it. A process whose connection is cut may believe that it still holds one;
its transactions fail to commit once somebody else has written, as each of them touches the fencing token
(`tasks.warehouse.exclusion.fencing`).
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from schemas.ids import ProjectKey
from tasks.warehouse.exclusion.wait_queue import in_use
from tasks.warehouse.trouble.unreachable import away

Session = psycopg.Connection[tuple[Any, ...]]
_MILLISECONDS = 1000


class Lock(IntEnum):
    """What is locked for a project; tickets are numbered from the last one on."""

    OPEN = 0
    QUEUE = 1
    COUNTER = 2
    FIRST_TICKET = 3


_TAKE = "SELECT pg_advisory_lock(%s, %s)"
_TAKE_IN_TRANSACTION = "SELECT pg_advisory_xact_lock(%s, %s)"
_HELD = """
SELECT objid::BIGINT, application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND classid::BIGINT = %s AND objid::BIGINT BETWEEN %s AND %s
ORDER BY objid::BIGINT
"""
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LakeTicket:
    """A lock with a number; whoever has a lower one comes before."""

    locks: "Locks"
    group: int
    number: int

    def waits_for(self) -> str | None:
        """The process with the next lower number."""
        earlier = self.locks.held(self.group, Lock.FIRST_TICKET, self.number - 1)
        return earlier[-1][1] if earlier else None


class Locks:
    """The locks of all lakes of a database, for one process and its threads."""

    def __init__(self, connection: str) -> None:
        self._connection = connection
        self._looking = threading.Lock()
        self._looker: tuple[int, Session] | None = None

    @contextmanager
    def ticket(self, key: ProjectKey) -> Iterator[LakeTicket]:
        """The last place in line."""
        group = _group(key)
        with self._session() as session:
            with _named(), session.transaction():
                session.execute(_TAKE_IN_TRANSACTION, (group, Lock.COUNTER))
                held = _held(session, group, Lock.FIRST_TICKET, _MOST)
                number = held[-1][0] + 1 if held else int(Lock.FIRST_TICKET)
                session.execute(_TAKE, (group, number))
            yield LakeTicket(self, group, number)

    def ticket_count(self, key: ProjectKey) -> int:
        """How many are in line, whoever works on the project among them."""
        return len(self.held(_group(key), Lock.FIRST_TICKET, _MOST))

    def is_held(self, key: ProjectKey, lock: Lock) -> bool:
        """Whether anybody has it."""
        return bool(self.held(_group(key), lock, lock))

    @contextmanager
    def taken(self, key: ProjectKey, lock: Lock, patience: float) -> Iterator[float]:
        """Have it for the block; gives the seconds of patience that are left. Raises `DatabaseBusyError`."""
        began, group = time.monotonic(), _group(key)
        with self._session() as session:
            try:
                with _named():
                    # 0 would be no timeout at all
                    timeout = max(1, round(patience * _MILLISECONDS))
                    session.execute(f"SET lock_timeout = {timeout}".encode())
                    session.execute(_TAKE, (group, lock))
            except psycopg.errors.LockNotAvailable as error:
                holder = self.held(group, lock, lock)
                detail = f"{key} is in use by {holder[0][1] if holder else 'another process'}."
                raise in_use(detail, "Wait for it to end, or stop it, and run the same command again.") from error
            yield max(0.0, patience - (time.monotonic() - began))

    def held(self, group: int, first: int, last: int) -> list[tuple[int, str]]:
        """Which locks of a project are held between two, and by which process."""
        with self._looking, _named():
            if self._looker is None or self._looker[0] != os.getpid() or self._looker[1].closed:
                # a child that was forked must not speak on its parent's connection
                self._looker = os.getpid(), self._connected()
            return _held(self._looker[1], group, first, last)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with _named():
            session = self._connected()
        try:
            yield session
        finally:
            session.close()

    def _connected(self) -> Session:
        name = f"process {os.getpid()} on {socket.gethostname()}"[:63]
        return psycopg.connect(make_conninfo(self._connection, application_name=name), autocommit=True)


@contextmanager
def _named() -> Iterator[None]:
    """Say what it means that the server does not answer."""
    try:
        yield
    except psycopg.errors.LockNotAvailable:
        raise
    except psycopg.OperationalError as error:
        raise away(str(error)) from error


def _held(session: Session, group: int, first: int, last: int) -> list[tuple[int, str]]:
    return [(number, process) for number, process in session.execute(_HELD, (group, first, last)).fetchall()]


def _group(key: ProjectKey) -> int:
    """The first half of a project's locks; two projects that had the same one would wait for each other, no more."""
    digest = blake2b(str(key).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") & _MOST
