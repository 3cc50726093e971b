"""Lets the process that has a database open do a work on it (`tasks.warehouse.sharing.server`)."""

from multiprocessing.connection import Client
from multiprocessing.connection import Connection as Peer
from pathlib import Path
from typing import TypeVar, cast

from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.location import database_path
from tasks.warehouse.sharing.address import HERE, address_file, look_up, send_at_once
from tasks.warehouse.sharing.server import BEGUN, GONE, Answer, Request
from tasks.warehouse.sharing.work import Work

T = TypeVar("T")


def ask_holder(home: Path, key: ProjectKey, work: Work[T], patience: float | None = None) -> tuple[bool, T | None]:
    """Let the process that has the project's database open do `work`; (False, None) if there is none that would.

    It is a write if it has `patience`: seconds to wait until nobody else changes the database. Raises what `work`
    raises, `DatabaseBusyError` when the patience is over, `RetryableError` if the other process dies while it writes.
    """
    try:
        address = look_up(address_file(database_path(home, key)))
        if address is None:
            return False, None
        with Client((HERE, address.port), authkey=address.key) as peer:
            send_at_once(peer)
            peer.send(Request(cast(Work[object], work), patience))
            answer = peer.recv()
            if answer == BEGUN:
                answer = _written(peer)
    except GONE:
        return False, None
    if isinstance(answer, Exception):
        raise answer
    if answer.error is not None:
        raise answer.error
    return True, cast(T, answer.value)


def _written(peer: Peer) -> Answer | Exception:
    try:
        answer: Answer | Exception = peer.recv()
    except GONE as error:
        message = "The process that was to store this has died, perhaps after it was stored."
        raise RetryableError(message, "Look at what is stored, and send it again if it is not there.") from error
    return answer
