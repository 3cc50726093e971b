"""At most one `orders up` works on a home, and others can find it: a file lock, and beside it who holds it.

Invariant: the lock ends with its process, in whatever way; what the record says counts only while the lock is held.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import UsageError

_PATIENCE_SECONDS = 1.0  # `running_system` holds the lock for a moment


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """The `orders up` that works on a home; URLs without a path."""

    pid: int
    api_url: str
    prefect_url: str


@contextmanager
def only_system_on(home: Path, api_url: str, prefect_url: str) -> Iterator[None]:
    """Be the only `orders up` on `home` for the block. Raises `UsageError` naming the other one."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        lock = _lock(home).acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        other = _read_record(home)
        who = f": process {other.pid}, {other.api_url}/docs" if other else ""
        message = f"`orders up` works on {home} already{who}."
        raise UsageError(message, "Stop it first, or choose another folder with ORDERS_HOME.") from None
    with lock:
        _write_record(home, RunningSystem(os.getpid(), api_url, prefect_url))
        try:
            yield
        finally:
            _record(home).unlink(missing_ok=True)


def running_system(home: Path) -> RunningSystem | None:
    """The `orders up` that works on `home` now; none if there is none, or it has only just begun."""
    if not _record(home).exists():
        return None
    try:
        with _lock(home).acquire(blocking=False):
            return None
    except Timeout:
        return _read_record(home)


def _lock(home: Path) -> FileLock:
    return FileLock(home / "up.lock", mode=0o600, fallback_to_soft=False)


def _record(home: Path) -> Path:
    return home / "up.json"


def _write_record(home: Path, system: RunningSystem) -> None:
    new = _record(home).with_suffix(".new")
    new.write_text(json.dumps(asdict(system)), encoding="utf-8")
    new.replace(_record(home))


def _read_record(home: Path) -> RunningSystem | None:
    try:
        return RunningSystem(**json.loads(_record(home).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
