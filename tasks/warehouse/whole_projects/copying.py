"""Copies a project to another home: for a backup, or for work of which nothing is to stay."""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.location import database_path
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.storages.of_home import storage_of


def copy_project(home: Path, key: ProjectKey, other_home: Path, patience: float) -> None:
    """Have the project in a file of another home as it is now; nothing, if nothing was ever stored for it.

    Raises `RetryableError` if another process keeps the database for longer than `patience` seconds, or there is no
    room for the copy.
    """
    storage = storage_of(home)
    if storage.has(key):
        copy = database_path(other_home, key)
        private_folder(copy.parent)
        storage.copy_to(copy, key, patience)
