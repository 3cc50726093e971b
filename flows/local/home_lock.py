"""At most one `orders up` works on a home, and commands can find it: a file lock, and beside it who holds it.

Invariant: the lock ends with its process, in whatever way; what the record says counts only while the lock is held.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import UsageError

_PATIENCE_SECONDS = 1.0  # `running_system` holds the lock for a moment


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """The `orders up` that works on a home; URLs without a path. It answers once it `is_ready`."""

    pid: int
    api_url: str
    prefect_url: str
    is_ready: bool = False


@contextmanager
def only_system_on(home: Path, api_url: str, prefect_url: str) -> Iterator[Callable[[], None]]:
    """Be the only `orders up` on `home` for the block; what it gives is to be called when the system answers.

    Raises `UsageError` naming the other one.
    """
    this = RunningSystem(os.getpid(), api_url, prefect_url)
    home.mkdir(parents=True, exist_ok=True)
    try:
        lock = _lock(home).acquire(timeout=_PATIENCE_SECONDS)
    except Timeout:
        other = _read_record(home)
        who = f": process {other.pid}, {other.api_url}/docs" if other else ""
        message = f"`orders up` works on {home} already{who}."
        raise UsageError(message, "Stop it first, or choose another folder with ORDERS_HOME.") from None
    with lock:
        _write_record(home, this)
        try:
            yield lambda: _write_record(home, replace(this, is_ready=True))
        finally:
            _record(home).unlink(missing_ok=True)


def running_system(home: Path) -> RunningSystem | None:
    """The `orders up` that works on `home` and answers; none if there is none, or it has only just begun."""
    system = _read_record(home)
    if system is None or not system.is_ready:
        return None
    try:
        with _lock(home).acquire(blocking=False):
            return None  # it was killed
    except Timeout:
        return system


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
