"""The only module that opens DuckDB: one file per tenant/project, one process at a time.

Invariant: whoever gets a connection here sees the newest tables, UTC times and no access to files beside the
database, so that no value of the data can make DuckDB read or write anything else.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from schemas.ids import ProjectKey
from tasks.warehouse.exclusion.wait_queue import POLL_SECONDS, first_in_queue, in_use
from tasks.warehouse.location import database_path, has_database
from tasks.warehouse.migrations import migrate
from tasks.warehouse.private_files import close_to_others, private_folder
from tasks.warehouse.statements import Connection

if find_spec("pandas") is None:
    # DuckDB tries to import it for each value that it binds, which searches the path anew: a tenth of a small import
    sys.modules["pandas"] = None  # type: ignore[assignment]  # how Python is told that a module cannot be imported

# The row group pruner of DuckDB 1.5 counts rows that another transaction is about to commit among the first of an
# ORDER BY with a LIMIT, and looks no further: a page read beside an import could be empty.
_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "disabled_optimizers": "row_group_pruner",
}
# DuckDB keeps other processes from a file, but not its own
_open_here: Counter[Path] = Counter()
# Up to so many rows that are looked up by `rowid` are read from the blocks they are in, and no others; more are in all
_MOST_PLACES = 5_000
_LOCKED = "IO Error: Could not set lock on file"
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (.+?\(PID \d+\))")


def connect(database: Path | str, config: Mapping[str, str | bool | int | float | list[str]]) -> Connection:
    """A connection without access to any other file, which writes nothing to stdout."""
    con = duckdb.connect(database, config={**_SAFE, **config})
    # DuckDB shows progress in a process that looks interactive, such as `python -c`
    con.execute("SET enable_progress_bar = false")
    return con


@contextmanager
def open_warehouse(home: Path, key: ProjectKey, *, create: bool = True, patience: float = 30.0) -> Iterator[Connection]:
    """Open the project's database, migrated; wait up to `patience` seconds while another process has it.

    Raises `RetryableError` naming the holder when the wait is over, `UsageError` if there is no such database and
    `create` is false, `ImportAbortedError` if the file is not a database.
    """
    if not create:
        require_project(home, key)
    path = database_path(home, key)
    private_folder(path.parent)
    with first_in_queue(path, patience) as left:
        con = _connect(path, left)
        try:
            migrate(con)
        except BaseException:
            con.close()
            raise
        _open_here[path] += 1
    try:
        yield con
    finally:
        con.close()
        _open_here[path] -= 1


def require_project(home: Path, key: ProjectKey) -> None:
    """Raise `UsageError` unless the project has a database."""
    if not has_database(home, key):
        message, hint = f"There is no project {key}.", "Import something into it first"
        raise UsageError(
            message,
            f"{hint}.",
            detail=f"There is no project {key} at {database_path(home, key)}.",
            operator_hint=f"{hint}, or set ORDERS_HOME to where the databases live.",
        )


@contextmanager
def connect_to_copy(fresh: Path, path: Path, patience: float) -> Iterator[Connection]:
    """A connection to the new database `fresh`, in which the one at `path` is called `old`; nobody else has that one.

    Only statements of ours may run on it, as it reaches other files. Raises as `open_warehouse` does.
    """
    _await_closing_here(path, patience)
    # what is wrong with the database, or who has it, is found out where it is opened as always
    _connect(path, patience).close()
    with closing(duckdb.connect(fresh, config={"enable_external_access": True})) as con:
        con.execute("SET GLOBAL TimeZone = 'UTC'")
        # the statement takes no parameters; the path is the operator's, and names no more than a file in quotes
        con.execute("ATTACH '{}' AS old".format(str(path).replace("'", "''")))
        yield con
        con.execute("DETACH old")


def checkpoint_closed(path: Path, patience: float) -> None:
    """Move all that was committed into the file of a database that nobody is to have open then.

    Only for the first in its wait queue. Raises as `open_warehouse` does.
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
