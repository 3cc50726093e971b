"""Knows at once whether a run's process on this machine is alive: the process holds a file lock named after the run.

Invariant: the kernel drops the lock when the process ends, in whatever way, and never before; a process that is slow
or stopped still has it. Whoever declares a run dead holds its lock meanwhile, so that nobody can start or declare it
at the same time. Runs of other machines have no file here: about them only `flows.lanes.liveness.Watch` can tell.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from filelock import BaseFileLock, FileLock, Timeout
from prefect.settings import get_current_settings

_held: dict[UUID, BaseFileLock] = {}


def take(run_id: UUID) -> bool:
    """Lock the run for this process; true if it is ours, also when it already was."""
    if run_id in _held:
        return True
    lock = _lock(run_id)
    if lock is not None:
        _held[run_id] = lock
    return lock is not None


@atexit.register
def drop_all() -> None:
    """Leave no files behind when this process ends by itself."""
    for run_id in list(_held):
        drop(run_id)


def drop(run_id: UUID) -> None:
    """The run has ended here."""
    lock = _held.pop(run_id, None)
    if lock is not None:
        _remove(lock)


@contextmanager
def when_abandoned(run_id: UUID) -> Iterator[bool | None]:
    """Whether the run's process on this machine is dead (its lock is then held here); none if it was never here."""
    if run_id in _held or not _path(run_id).exists():
        yield False if run_id in _held else None
        return
    lock = _lock(run_id)
    try:
        yield lock is not None
    finally:
        if lock is not None:
            _remove(lock)


def is_abandoned(run_id: UUID) -> bool | None:
    """The same answer, without holding on to it; a dead run's file stays."""
    if run_id in _held or not _path(run_id).exists():
        return False if run_id in _held else None
    lock = _lock(run_id)
    if lock is not None:
        lock.release()
    return lock is not None


def _path(run_id: UUID) -> Path:
    return get_current_settings().home / "import-runs" / f"{run_id}.lock"


def _lock(run_id: UUID) -> BaseFileLock | None:
    path = _path(run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    # taken and dropped by whichever thread of the process; only the process's end may free it
    lock = FileLock(path, blocking=False, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def _remove(lock: BaseFileLock) -> None:
    # while it is held: who has opened the file meanwhile sees that it is gone, and does not take the lock
    Path(lock.lock_file).unlink(missing_ok=True)
    lock.release()
