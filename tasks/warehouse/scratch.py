"""Databases on disk that belong to no project: for what has to be put in order and is more than memory holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.warehouse.engine import connect
from tasks.warehouse.private_files import close_to_others
from tasks.warehouse.statements import Connection
from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name

_MEMORY = "256MB"


@contextmanager
def open_scratch(path: Path) -> Iterator[Connection]:
    """A database at `path` for the block, with all cores and little memory; nothing of it stays.

    Raises `RetryableError` where there is no room on the disk.
    """
    path.unlink(missing_ok=True)
    with calls_a_full_disk_by_its_name():
        con = connect(path, {"memory_limit": _MEMORY})
        try:
            close_to_others(path)
            yield con
        finally:
            con.close()
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
