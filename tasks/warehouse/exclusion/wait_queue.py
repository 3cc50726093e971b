"""Who may open a database next, since DuckDB lets one process at a time have it.

DuckDB answers "locked" and leaves waiting to the caller, so that whoever asks most often gets in. Here all who wait
compete for a lock on a file beside the database, and only the one who has it, the first in the queue, asks for the
database itself: importers, deliveries and HTTP requests alternate, and nobody starves. The lock is held while waiting,
never while working. The kernel frees it when its holder dies.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor

from schemas.errors import DatabaseBusyError

POLL_SECONDS = (0.005, 0.015)
_MODE = 0o600


def in_use(detail: str, operator_hint: str) -> DatabaseBusyError:
    """The error of all who have waited for a database in vain."""
    message = "The project's database is in use, by an import or by other requests; ask again in a moment."
    return DatabaseBusyError(message, detail=detail, operator_hint=operator_hint)


@contextmanager
def first_in_queue(database: Path, patience: float) -> Iterator[float]:
    """Be the first who waits for `database` for the block; gives the seconds of patience that are left.

    Raises `RetryableError` if others were before us all the time.
    """
    began = time.monotonic()
    with _lock_file(database) as descriptor:
        if not lock_descriptor(descriptor, blocking=False) and not _comes_first(descriptor, patience):
            detail = f"{database} is in use, and others wait for it too."
            raise in_use(detail, "Run the same command again in a moment.")
        yield max(0.0, patience - (time.monotonic() - began))


def _comes_first(descriptor: int, patience: float) -> bool:
    """Wait to be the first; false if that takes longer than `patience`."""
    # takes its time, which who need not wait need not spend
    from tenacity import Retrying, retry_if_not_result, stop_after_delay, wait_random

    # the waits are random, so that those who wait do not ask in step
    waits = Retrying(
        retry=retry_if_not_result(bool),
        wait=wait_random(*POLL_SECONDS),
        stop=stop_after_delay(patience),
        retry_error_callback=lambda _: False,
    )
    return waits(lock_descriptor, descriptor, blocking=False)


def is_waited_for(database: Path) -> bool:
    """Whether somebody waits for `database`: who has it open should be done soon."""
    try:
        with _lock_file(database) as descriptor:
            return not lock_descriptor(descriptor, blocking=False)
    except FileNotFoundError:
        return False  # nobody has made its folder yet


@contextmanager
def _lock_file(database: Path) -> Iterator[int]:
    """Its descriptor; whoever had it locked gives the lock back with it."""
    # not a FileLock, which costs a millisecond: a tenth of opening the database
    descriptor = os.open(database.with_suffix(".queue"), os.O_RDWR | os.O_CREAT, _MODE)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
