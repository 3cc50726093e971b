"""Of all dispatchers of a home one is at work; the kernel lets the next one in when its process is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tasks.warehouse.private_files import FILE_MODE, private_folder


@contextmanager
def leadership(home: Path) -> Iterator[bool]:
    """Whether this process is the one to dispatch the home's imports, for the block."""
    private_folder(home)
    # taken and dropped by whichever thread of the process; only the process's end may free it
    lock = FileLock(home / "dispatcher.lock", blocking=False, mode=FILE_MODE, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
