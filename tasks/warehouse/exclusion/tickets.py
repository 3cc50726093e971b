"""Exclusion between processes of one machine, by files: at most one of them works on a project, the others in order.

Each process that comes draws a ticket, a numbered file that it holds locked (`filelock`) until it is done. It waits for
the ticket before its own: that one is gone when its process is done, and unlocked by the kernel if its process died.
Imports under Prefect draw a ticket too, once their lane is theirs, so that they and a shell's exclude each other.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from tasks.warehouse.private_files import private_folder


def is_waited_for(folder: Path) -> bool:
    """Whether anybody waits for the process that works on the project now."""
    with _counter(folder):
        return sum(map(_is_held, _tickets(folder))) > 1


@dataclass(frozen=True, slots=True)
class FileTicket:
    """A place in the project's queue; locked as long as it counts."""

    path: Path

    def waits_for(self) -> str | None:
        """The process whose ticket is next before this one; None if nobody is before it any more."""
        with _counter(self.path.parent):
            earlier = sorted((path for path in _tickets(self.path.parent) if path < self.path), reverse=True)
            return next((f"process {_pid_of(path)}" for path in earlier if _is_held(path)), None)


@contextmanager
def draw_ticket(folder: Path) -> Iterator[FileTicket]:
    """A ticket for the block; whoever draws one later waits until the block has ended, or its process."""
    private_folder(folder)
    with _counter(folder):
        last = max((_number_of(path) for path in _tickets(folder)), default=0)
        path = folder / f"{last + 1:09d}-{os.getpid()}.ticket"
        # a coroutine may go on in another thread than it began in
        lock = FileLock(path, thread_local=False, mode=0o600)
        lock.acquire(blocking=False)
    try:
        yield FileTicket(path)
    finally:
        path.unlink(missing_ok=True)
        lock.release()


def _is_held(path: Path) -> bool:
    """Whether its process works or waits; the ticket of a dead one is removed."""
    try:
        with FileLock(path, blocking=False):
            path.unlink(missing_ok=True)
            return False
    except Timeout:
        return True


def _counter(folder: Path) -> FileLock:
    """Held for moments: no ticket is looked at between its making and its locking."""
    return FileLock(folder / "tickets.lock", mode=0o600)


def _tickets(folder: Path) -> list[Path]:
    return list(folder.glob("*.ticket"))


def _number_of(path: Path) -> int:
    return int(path.name.partition("-")[0])


def _pid_of(path: Path) -> int:
    return int(path.stem.partition("-")[2])
