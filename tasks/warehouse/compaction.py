"""Writes a project's database anew, with nothing in the new file but what its tables hold now.

DuckDB keeps freed blocks, and in them what was deleted or changed, for as long as the file lives: a CHECKPOINT does not
overwrite them. So all rows are copied into a new file, which takes the place of the old one.

Invariant: whatever crashes when, the file that has the database's name is whole; the old one has no log by then, which
would be applied to the new one. Nobody opens the database meanwhile: we are the first in its wait queue.
"""

import shutil
from pathlib import Path

from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.connection import connect_to_copy, require_project
from tasks.warehouse.exclusion.fencing import unfenced
from tasks.warehouse.exclusion.wait_queue import first_in_queue
from tasks.warehouse.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.location import database_path
from tasks.warehouse.migrations import migrate
from tasks.warehouse.private_files import close_to_others
from tasks.warehouse.statements import Connection, sql
from tasks.warehouse.whole_files import sync


def compact(home: Path, key: ProjectKey, patience: float) -> None:
    """Replace the project's database by a copy that has no traces of what was deleted.

    Raises `RetryableError` if another process has the database for longer than `patience` seconds, or there is no room
    for the copy; then nothing has changed.
    """
    require_project(home, key)
    path = database_path(home, key)
    fresh = path.with_suffix(".compact")
    with first_in_queue(path, patience) as left:
        _remove(fresh)
        try:
            with calls_a_full_disk_by_its_name():
                _copy(path, fresh, left)
            take_place(fresh, path)
        finally:
            _remove(fresh)


def _copy(path: Path, fresh: Path, patience: float) -> None:
    with connect_to_copy(fresh, path, patience) as con:
        with unfenced():
            migrate(con)
        for (table,) in con.execute(sql("warehouse/tables_to_copy")).fetchall():
            _copy_table(con, table)
        con.execute("CHECKPOINT old")


def _copy_table(con: Connection, table: str) -> None:
    con.execute(sql("warehouse/empty_table").format(table=_quoted(table)))
    con.execute(sql("warehouse/copy_table").format(table=_quoted(table)))


def _quoted(name: str) -> str:
    """A name of a table, as statements have it; it comes out of a database of ours."""
    return '"' + name.replace('"', '""') + '"'


def take_place(fresh: Path, path: Path) -> None:
    """Let a whole database replace the one at `path`, which is at rest, or is none yet."""
    log = path.with_suffix(".duckdb.wal")
    if log.exists() and log.stat().st_size:
        message = "The project's database could not be written anew, as its log could not be emptied."
        raise RetryableError(message, "Try again.", detail=f"{log} is not empty after a checkpoint.")
    log.unlink(missing_ok=True)
    close_to_others(fresh)
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)
    # where DuckDB puts what does not fit into memory; a killed process leaves it behind
    shutil.rmtree(path.with_suffix(".duckdb.tmp"), ignore_errors=True)


def _remove(fresh: Path) -> None:
    for path in (fresh, fresh.with_suffix(".compact.wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(fresh.with_suffix(".compact.tmp"), ignore_errors=True)
