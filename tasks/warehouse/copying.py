"""Copies a project's database to another home: for a backup, or for work of which nothing is to stay."""

import shutil
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.location import database_path, has_database
from tasks.warehouse.private_files import close_to_others, private_folder

_BLOCK = 16 * 1024 * 1024


def copy_project(home: Path, key: ProjectKey, other_home: Path, patience: float) -> None:
    """Have the project in another home as it is now; nothing, if nothing was ever stored for it.

    Raises `RetryableError` if another process keeps the database for longer than `patience` seconds, or there is no
    room for the copy.
    """
    if not has_database(home, key):
        return
    copy = database_path(other_home, key)
    private_folder(copy.parent)
    # closing a file gives up the process's locks on it, DuckDB's too: this one is closed after DuckDB is
    with database_path(home, key).open("rb") as file, open_warehouse(home, key, create=False, patience=patience) as con:
        con.execute("CHECKPOINT")
        with calls_a_full_disk_by_its_name(), copy.open("wb") as target:
            close_to_others(copy)
            shutil.copyfileobj(file, target, _BLOCK)
