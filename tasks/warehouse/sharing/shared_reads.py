"""Reads from a database that another process of this machine has open: that process answers them.

DuckDB lets one process at a time have a file, and an import has it for as long as it works. So the process that has it
open listens on a port of this machine and runs the reads of others in transactions of their own, beside its import,
where each sees what was committed when it began. Who may ask is known by a key in a file that only the owner of the
databases can read: what is sent is Python's own form of values (`multiprocessing.connection`), which must come from
nobody else. On-going writes are not answered like this: an import reads what they would change.
"""

import json
import os
import secrets
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from multiprocessing.connection import Connection as Peer
from pathlib import Path
from threading import Thread
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast

from filelock import lock_descriptor

from schemas.errors import OrdersError
from schemas.ids import ProjectKey
from tasks.warehouse.location import database_path
from tasks.warehouse.private_files import FILE_MODE
from tasks.warehouse.statements import Connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
_HERE = "127.0.0.1"
_READS_AT_ONCE = 4
_GONE = (OSError, EOFError, AuthenticationError, ValueError)


class Answer(NamedTuple):
    """What a read came to: exactly one of the two is something."""

    value: object
    error: OrdersError | None


class ReadServer:
    """Answers reads of the open database `con`, whose file is `database`, until it is closed."""

    def __init__(self, database: Path, con: Connection) -> None:
        key = secrets.token_bytes(32)
        self._con, self._address_file = con, _address_file(database)
        self._threads = ThreadPoolExecutor(_READS_AT_ONCE, "shared-reads")
        self._listener = Listener((_HERE, 0), backlog=64, authkey=key)
        _, port = cast(tuple[str, int], self._listener.address)
        self._lock = _write_locked(self._address_file, json.dumps({"port": port, "key": key.hex()}))
        Thread(target=self._accept, name="shared-reads", daemon=True).start()

    def close(self) -> None:
        """Take no more reads, and end those that have begun."""
        self._address_file.unlink(missing_ok=True)
        os.close(self._lock)
        self._listener.close()
        self._threads.shutdown()

    def _accept(self) -> None:
        while True:
            try:
                peer = self._listener.accept()
            except AuthenticationError:
                continue
            except OSError:
                return  # it is closed
            try:
                self._threads.submit(self._serve, peer)
            except RuntimeError:  # it is being closed
                peer.close()
                return

    def _serve(self, peer: Peer) -> None:
        with peer, suppress(*_GONE):
            _send_at_once(peer)
            work, args, kwargs = peer.recv()
            peer.send(self._answer(work, args, kwargs))

    def _answer(
        self, work: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
    ) -> Answer | Exception:
        try:
            with self._con.cursor() as cursor, transaction(cursor):
                return Answer(work(cursor, *args, **kwargs), None)
        except OrdersError as error:
            return Answer(None, error)
        except Exception as error:
            return RuntimeError(f"{type(error).__name__}: {error}")


def ask_holder(
    home: Path, key: ProjectKey, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> tuple[bool, T | None]:
    """Let the process that has the project's database open do `work`; (False, None) if there is none that would.

    `work` is a function of a module, by whose name the other process finds it. Raises what `work` raises.
    """
    try:
        address = _read_locked(_address_file(database_path(home, key)))
        if address is None:
            return False, None
        with Client((_HERE, address["port"]), authkey=bytes.fromhex(address["key"])) as peer:
            _send_at_once(peer)
            peer.send((work, args, kwargs))
            answer = peer.recv()
    except _GONE:
        return False, None
    if isinstance(answer, Exception):
        raise answer
    if answer.error is not None:
        raise answer.error
    return True, answer.value


def _send_at_once(peer: Peer) -> None:
    """Let no part of a message wait until the other side has confirmed the one before, which takes it 40 ms."""
    with socket.socket(fileno=os.dup(peer.fileno())) as same:
        same.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _write_locked(path: Path, text: str) -> int:
    """Write a file that its process holds locked, so that one which a dead process left behind is known."""
    part = path.with_suffix(".reads-part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    lock_descriptor(descriptor, blocking=False)
    os.write(descriptor, text.encode())
    part.replace(path)
    return descriptor


def _read_locked(path: Path) -> dict[str, Any] | None:
    """What is in the file, while its process lives."""
    with path.open() as file:
        if lock_descriptor(file.fileno(), blocking=False):
            return None
        content: dict[str, Any] = json.load(file)
        return content


def _address_file(database: Path) -> Path:
    return database.with_suffix(".reads")
