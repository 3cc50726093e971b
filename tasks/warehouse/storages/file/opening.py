"""Opens a project's DuckDB file, which one process at a time may have, and a process once.

Invariant: whoever gets a connection here has UTC times.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb

from schemas.errors import ImportAbortedError, RetryableError
from tasks.warehouse.engine import connect, connect_openly
from tasks.warehouse.exclusion.wait_queue import POLL_SECONDS, in_use
from tasks.warehouse.private_files import close_to_others
from tasks.warehouse.statements import Connection, quoted_text

# DuckDB keeps other processes from a file, but not its own
_open_here: Counter[Path] = Counter()
# Up to so many rows that are looked up by `rowid` are read from the blocks they are in, and no others; more are in all
_MOST_PLACES = 5_000
_LOCKED = "IO Error: Could not set lock on file"
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (.+?\(PID \d+\))")


@contextmanager
def open_file(path: Path, patience: float) -> Iterator[Connection]:
    """The database at `path`, made if it is not there; wait up to `patience` seconds while another process has it."""
    con = _connect(path, patience)
    _open_here[path] += 1
    try:
        yield con
    finally:
        con.close()
        _open_here[path] -= 1


@contextmanager
def open_beside(fresh: Path, path: Path, patience: float) -> Iterator[Connection]:
    """A connection to the new database `fresh`, in which the one at `path` is called `old`; nobody else has that one.

    Only statements of ours may run on it, as it reaches other files. Raises as `open_file` does.
    """
    _await_closing_here(path, patience)
    # what is wrong with the database, or who has it, is found out where it is opened as always
    _connect(path, patience).close()
    with closing(connect_openly(fresh)) as con:
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        con.execute(f"ATTACH {quoted_text(str(path))} AS old")
        yield con
        con.execute("DETACH old")


def checkpoint_closed(path: Path, patience: float) -> None:
    """Move all that was committed into the file of a database that nobody is to have open then.

    Only for the first in its wait queue. Raises as `open_file` does.
    """
    _await_closing_here(path, patience)
    with closing(_connect(path, patience)) as con:
        con.execute("CHECKPOINT")


def _await_closing_here(path: Path, patience: float) -> None:
    """Wait until this process has closed the database, as it does for whoever is the first in its queue."""
    until = time.monotonic() + patience
    while _open_here[path] > 0:
        if time.monotonic() > until:
            detail = f"This process has {path} open."
            raise in_use(detail, "Run the same command again in a moment.")
        time.sleep(POLL_SECONDS[0])


def _connect(path: Path, patience: float) -> Connection:
    try:
        return _connect_once(path)
    except RetryableError:
        return _connect_later(path, patience)


def _connect_later(path: Path, patience: float) -> Connection:
    # takes its time, which who need not wait need not spend
    from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

    waits = Retrying(
        retry=retry_if_exception_type(RetryableError),
        wait=wait_random(*POLL_SECONDS),
        stop=stop_after_delay(patience),
        reraise=True,
    )
    return waits(_connect_once, path)


def _connect_once(path: Path) -> Connection:
    try:
        con = connect(path, {"dynamic_or_filter_threshold": _MOST_PLACES})
    except duckdb.Error as error:
        # what is wrong with a file or its log has many names, internal ones among them
        text = str(error)
        if text.startswith(_LOCKED):
            holder = _LOCK_HOLDER.search(text)
            detail = f"{path} is in use by {holder[1] if holder else 'another process'}."
            hint = "Wait for it to end, or stop it, and run the same command again."
            raise in_use(detail, hint) from error
        detail = f"{path} cannot be opened: {text.splitlines()[0]}"
        hint = "Check the disk, its permissions and that the file is a DuckDB database."
        message = "The project's database cannot be opened."
        raise ImportAbortedError(message, detail=detail, operator_hint=hint) from error
    close_to_others(path)
    # for its cursors too
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    return con
