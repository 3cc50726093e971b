"""Work of other processes on a database that this one has open: it does it for them, and sends what comes of it.

DuckDB lets one process at a time have a file, and an import has it for as long as it works; handing the file over for
each small write costs both sides more than the write. So the process that has it open listens on a port of this
machine (`address`). Reads run beside its import, in transactions of their own, which see what was committed when they
began. Writes are done where the import lets other processes have the file, too: between two of its uses, since it
reads what they would change. What is sent is Python's own form of values (`multiprocessing.connection`), which must
come from nobody else: who asks shows a key.
"""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection as Peer
from multiprocessing.connection import Listener
from pathlib import Path
from threading import Thread
from typing import NamedTuple, cast

from schemas.errors import OrdersError
from tasks.warehouse.exclusion.wait_queue import in_use
from tasks.warehouse.sharing.address import HERE, Address, address_file, publish, send_at_once
from tasks.warehouse.sharing.first_come import FirstCome
from tasks.warehouse.sharing.work import Work
from tasks.warehouse.statements import Connection

_READS_AT_ONCE, _WRITES_WAITING = 4, 16
GONE = (OSError, EOFError, AuthenticationError, ValueError)
"""What it looks like when the other side has ended, or is none of ours."""
BEGUN = "begun"
"""Sent before a write begins: until then, whoever asks may ask elsewhere."""


class Request(NamedTuple):
    """What another process asks: a write if it says how many seconds it has patience to wait for its place."""

    work: Work[object]
    patience: float | None


class Answer(NamedTuple):
    """What a work came to: exactly one of the two is something."""

    value: object
    error: OrdersError | None


class DatabaseServer:
    """Does the work of others on the open database `con`, whose file is `database`, until it is closed.

    `changes` is for whoever changes the database, who must be alone.
    """

    def __init__(self, database: Path, con: Connection) -> None:
        self.con, self.changes = con, FirstCome()
        self._database, self._address_file = database, address_file(database)
        key = secrets.token_bytes(32)
        self._reads = ThreadPoolExecutor(_READS_AT_ONCE, "shared-reads")
        self._writes = ThreadPoolExecutor(_WRITES_WAITING, "shared-writes")
        self._listener = Listener((HERE, 0), backlog=64, authkey=key)
        _, port = cast(tuple[str, int], self._listener.address)
        self._published = publish(self._address_file, Address(port, key))
        Thread(target=self._accept, name="shared-database", daemon=True).start()

    def close(self) -> None:
        """Take no more work, and end what has begun; who closes it is not alone at changing the database."""
        self._address_file.unlink(missing_ok=True)
        os.close(self._published)
        self._listener.close()
        self._reads.shutdown()
        self._writes.shutdown()

    def _accept(self) -> None:
        while True:
            try:
                peer = self._listener.accept()
            except AuthenticationError:
                continue
            except OSError:
                return  # it is closed
            try:
                self._reads.submit(self._serve, peer)
            except RuntimeError:  # it is being closed
                peer.close()
                return

    def _serve(self, peer: Peer) -> None:
        try:
            send_at_once(peer)
            request: Request = peer.recv()
        except GONE:
            peer.close()
            return
        if request.patience is None:
            self._answer(peer, request)
        else:
            # apart, so that no read waits for a write that waits
            self._writes.submit(self._answer, peer, request)

    def _answer(self, peer: Peer, request: Request) -> None:
        with peer, suppress(*GONE):
            peer.send(self._outcome(peer, request))

    def _outcome(self, peer: Peer, request: Request) -> Answer | Exception:
        try:
            if request.patience is None:
                return Answer(request.work.read(self.con), None)
            return Answer(self._written(peer, request.work, request.patience), None)
        except OrdersError as error:
            return Answer(None, error)
        except Exception as error:
            return RuntimeError(f"{type(error).__name__}: {error}")

    def _written(self, peer: Peer, work: Work[object], patience: float) -> object:
        with ExitStack() as stack:
            try:
                stack.enter_context(self.changes.alone(patience))
            except TimeoutError:
                detail = f"{self._database} is being changed by an import."
                raise in_use(detail, "Ask again in a moment.") from None
            peer.send(BEGUN)
            return work.write(self.con)
