"""Whose turn it is at a database that one process can open at a time.

DuckDB answers "locked" and leaves waiting to the caller, so that whoever asks most often gets in. Here all who wait
queue up at a door, a lock on a file beside the database, and only the one in the door asks for the database itself:
importers, deliveries and HTTP requests take turns, and nobody starves. The door is held while waiting, never while
working. Who dies in it frees it, as the kernel drops the lock.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from schemas.errors import RetryableError

POLL_SECONDS = (0.005, 0.015)


@contextmanager
def door_of(database: Path, patience: float) -> Iterator[float]:
    """Stand in the door of `database` for the block; gives the seconds of patience that are left.

    Raises `RetryableError` if others stood there all the time.
    """
    began = time.monotonic()
    descriptor = _door(database)
    try:
        waits = Retrying(
            retry=retry_if_exception_type(BlockingIOError),
            wait=wait_random(*POLL_SECONDS),
            stop=stop_after_delay(patience),
            reraise=True,
        )
        waits(fcntl.flock, descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield max(0.0, patience - (time.monotonic() - began))
    except BlockingIOError as error:
        message = f"{database} is in use, and others wait for it too."
        raise RetryableError(message, "Run the same command again in a moment.") from error
    finally:
        os.close(descriptor)


def is_waited_for(database: Path) -> bool:
    """Whether somebody stands in the door of `database`: who has it open should be done soon."""
    descriptor = _door(database)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def _door(database: Path) -> int:
    return os.open(database.with_suffix(".door"), os.O_RDWR | os.O_CREAT, 0o600)
