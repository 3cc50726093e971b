"""Knows at once whether a run's process on this machine is alive: the process holds a file lock named after the run.

Invariant: the kernel drops the lock when the process ends, in whatever way, and never before; a process that is slow
or stopped still has it. Whoever declares a run dead holds its lock meanwhile, so that nobody can start or declare it
at the same time. Runs of other machines have no file here: about them only `flows.lanes.recovery.Watch` can tell.
"""

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from prefect.settings import get_current_settings

_held: dict[UUID, int] = {}


def take(run_id: UUID) -> bool:
    """Lock the run for this process; true if it is ours, also when it already was."""
    if run_id in _held:
        return True
    descriptor = _lock(_path(run_id), create=True)
    if descriptor is not None:
        _held[run_id] = descriptor
    return descriptor is not None


@atexit.register
def drop_all() -> None:
    """Leave no files behind when this process ends by itself."""
    for run_id in list(_held):
        drop(run_id)


def drop(run_id: UUID) -> None:
    """The run has ended here."""
    descriptor = _held.pop(run_id, None)
    if descriptor is not None:
        _remove(_path(run_id), descriptor)


@contextmanager
def when_abandoned(run_id: UUID) -> Iterator[bool | None]:
    """Whether the run's process on this machine is dead (its lock is then held here); none if it was never here."""
    path = _path(run_id)
    if run_id in _held or not path.exists():
        yield False if run_id in _held else None
        return
    descriptor = _lock(path, create=False)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            _remove(path, descriptor)


def is_abandoned(run_id: UUID) -> bool | None:
    """The same answer, without holding on to it; a dead run's file stays."""
    path = _path(run_id)
    if run_id in _held or not path.exists():
        return False if run_id in _held else None
    descriptor = _lock(path, create=False)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is not None


def _path(run_id: UUID) -> Path:
    return get_current_settings().home / "import-runs" / f"{run_id}.lock"


def _lock(path: Path, *, create: bool) -> int | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _remove(path: Path, descriptor: int) -> None:
    path.unlink(missing_ok=True)
    os.close(descriptor)
