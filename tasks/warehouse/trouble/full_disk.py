"""What a database says when there is no room on its disk, called by its name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from schemas.errors import DiskFullError

_SAID = re.compile(r"No space left on device|File too large|[Qq]uota exceeded|database or disk is full")
_FILE = re.compile(r'"([^"]+)"')


def disk_is_full(error: Exception) -> DiskFullError | None:
    """The error to raise in place of this one, if a full disk is what it means."""
    text = str(error)
    said = _SAID.search(text)
    if said is None:
        return None
    file = _FILE.search(text)
    message, hint = "There is no room left on the disk; nothing of this was written.", "Try again later."
    detail = f"{message[:-1]} ({said[0]}{f': {file[1]}' if file else ''})."
    return DiskFullError(message, hint, detail=detail, operator_hint="Make room below ORDERS_HOME, then run it again.")


@contextmanager
def calls_a_full_disk_by_its_name() -> Iterator[None]:
    """Raise `DiskFullError` where DuckDB, or who writes another file, has no room to write."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        full = disk_is_full(error)
        if full is None:
            raise
        raise full from error
