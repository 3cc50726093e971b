"""Exclusion between processes of one machine: at most one of them works on a project, the others follow in order.

Each process that comes draws a ticket, a numbered file that it holds locked (`filelock`) until it is done. It waits for
the ticket before its own: that one is gone when its process is done, and unlocked by the kernel if its process died.
Imports under Prefect draw a ticket too, once their lane is theirs, so that they and a shell's exclude each other.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_LOOK_AGAIN_SECONDS = 0.05


@contextmanager
def project_lock(folder: Path, on_wait: Callable[[int], None] = lambda _pid: None) -> Iterator[None]:
    """Work on the project for the block, after all who came before; their tickets are in `folder`.

    `on_wait` is called with the process id of whom it waits for, whenever that is another one.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ticket = _draw(folder)
    try:
        waited_for = None
        while (before := _before(folder, ticket)) is not None:
            if before != waited_for:
                waited_for = before
                on_wait(_pid_of(before))
            time.sleep(_LOOK_AGAIN_SECONDS)
        yield
    finally:
        Path(ticket.lock_file).unlink(missing_ok=True)
        ticket.release()


def _draw(folder: Path) -> FileLock:
    with _counter(folder):
        last = max((_number_of(path) for path in _tickets(folder)), default=0)
        ticket = FileLock(folder / f"{last + 1:09d}-{os.getpid()}.ticket", thread_local=False, mode=0o600)
        ticket.acquire(blocking=False)
    return ticket


def _before(folder: Path, ticket: FileLock) -> Path | None:
    """The ticket that is next before this one and still held."""
    own = Path(ticket.lock_file)
    with _counter(folder):
        earlier = sorted((path for path in _tickets(folder) if path < own), reverse=True)
        return next((path for path in earlier if _is_held(path)), None)


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
