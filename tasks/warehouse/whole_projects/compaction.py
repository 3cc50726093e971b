"""Writes a project's data anew, with nothing in them but what its tables hold now."""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.connection import require_project
from tasks.warehouse.storages.of_home import storage_of


def compact(home: Path, key: ProjectKey, patience: float) -> None:
    """Let no traces be left of what was deleted.

    Raises `RetryableError` if another process has the database for longer than `patience` seconds, or there is no room
    for the copy; then nothing has changed.
    """
    require_project(home, key)
    storage_of(home).rewrite(key, patience)
