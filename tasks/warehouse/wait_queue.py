"""Who may open a database next, since DuckDB lets one process at a time have it.

DuckDB answers "locked" and leaves waiting to the caller, so that whoever asks most often gets in. Here all who wait
compete for a lock on a file beside the database, and only the one who has it, the first in the queue, asks for the
database itself: importers, deliveries and HTTP requests alternate, and nobody starves. The lock is held while waiting,
never while working. The kernel frees it when its holder dies.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout, lock_descriptor

from schemas.errors import RetryableError

POLL_SECONDS = (0.005, 0.015)
_MODE = 0o600


def in_use(detail: str, operator_hint: str) -> RetryableError:
    """The error of all who have waited for a database in vain."""
    message = "The project's database is in use, by an import or by other requests; ask again in a moment."
    return RetryableError(message, detail=detail, operator_hint=operator_hint)


@contextmanager
def first_in_queue(database: Path, patience: float) -> Iterator[float]:
    """Be the first who waits for `database` for the block; gives the seconds of patience that are left.

    Raises `RetryableError` if others were before us all the time.
    """
    began = time.monotonic()
    lock = FileLock(
        _lock_file(database),
        timeout=patience,
        # not the same for all who wait, so that they do not ask in step
        poll_interval=random.uniform(*POLL_SECONDS),
        mode=_MODE,
        fallback_to_soft=False,
    )
    try:
        lock.acquire()
    except Timeout as error:
        detail = f"{database} is in use, and others wait for it too."
        hint = "Run the same command again in a moment."
        raise in_use(detail, hint) from error
    try:
        yield max(0.0, patience - (time.monotonic() - began))
    finally:
        lock.release()


def is_waited_for(database: Path) -> bool:
    """Whether somebody waits for `database`: who has it open should be done soon."""
    # looked at a hundred times a second, for which a FileLock takes too long
    descriptor = os.open(_lock_file(database), os.O_RDWR | os.O_CREAT, _MODE)
    try:
        return not lock_descriptor(descriptor, blocking=False)
    finally:
        os.close(descriptor)


def _lock_file(database: Path) -> Path:
    return database.with_suffix(".queue")
