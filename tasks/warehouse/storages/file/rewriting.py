"""A project's DuckDB file as a whole: written anew, copied, put in the place of another.

DuckDB keeps freed blocks, and in them what was deleted or changed, for as long as the file lives: a CHECKPOINT does not
overwrite them. So all rows are copied into a new file, which takes the place of the old one.

Invariant: whatever crashes when, the file that has the database's name is whole; the old one has no log by then, which
would be applied to the new one. Nobody opens the database meanwhile: we are the first in its wait queue.
"""

import shutil
from pathlib import Path

from schemas.errors import RetryableError
from tasks.warehouse.exclusion.fencing import unfenced
from tasks.warehouse.migrations import migrate
from tasks.warehouse.private_files import close_to_others
from tasks.warehouse.storages.file.opening import checkpoint_closed, open_beside, open_file
from tasks.warehouse.tables import copy_tables
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.whole_files import sync

_BLOCK = 16 * 1024 * 1024


def write_anew(path: Path, patience: float) -> None:
    """Replace the database at `path` by a copy that has no traces of what was deleted.

    Raises as `tasks.warehouse.storages.file.opening.open_file` does, and `DiskFullError` if there is no room for the
    copy; then nothing has changed.
    """
    fresh = path.with_suffix(".compact")
    _remove(fresh)
    try:
        with calls_a_full_disk_by_its_name(), open_beside(fresh, path, patience) as con:
            with unfenced():
                migrate(con)
            copy_tables(con)
            con.execute("CHECKPOINT old")
        take_place(fresh, path)
    finally:
        _remove(fresh)


def copy(path: Path, target: Path, patience: float) -> None:
    """Copy the database at `path`, as it is now, to a new file. Raises as `write_anew` does."""
    # closing a file gives up the process's locks on it, DuckDB's too: this one is closed after DuckDB is
    with path.open("rb") as file, open_file(path, patience) as con:
        con.execute("CHECKPOINT")
        with calls_a_full_disk_by_its_name(), target.open("wb") as copied:
            close_to_others(target)
            shutil.copyfileobj(file, copied, _BLOCK)


def replace(path: Path, fresh: Path, patience: float) -> None:
    """Let the database at `fresh` take the place of the one at `path`, if there is one. Raises as `write_anew` does."""
    for each in (fresh, path):
        if each.exists():
            with calls_a_full_disk_by_its_name():
                checkpoint_closed(each, patience)
    take_place(fresh, path)


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
