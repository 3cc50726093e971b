"""The only module that opens DuckDB: one file per tenant/project, its migrations and its lock.

Invariant: whoever gets a connection here sees the newest tables, UTC times and no access to files beside the
database, so that no value of the data can make DuckDB read or write anything else.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue

import duckdb
import polars as pl
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from schemas.columns import TABLES
from schemas.errors import ImportAbortedError, RetryableError, UsageError
from tasks.warehouse.wait_queue import POLL_SECONDS, door_of

if find_spec("pandas") is None:
    # DuckDB tries to import it for each value that it binds, which searches the path anew: a tenth of a small import
    sys.modules["pandas"] = None

Connection = duckdb.DuckDBPyConnection
_SLICE = 25_000
_IN_MEMORY = {"enable_external_access": False, "threads": 1}
before_commit: ContextVar[Callable[[Connection], None]] = ContextVar("before_commit", default=lambda _con: None)
_idle_readers: SimpleQueue[Connection] = SimpleQueue()
_LOCK_HOLDER = re.compile(r"Conflicting lock is held in (.+?\(PID \d+\))")


@cache
def sql(name: str) -> str:
    """The text of a statement, named as `room/statement`: `tasks/<room>/sql/<statement>.sql`."""
    room, statement = name.split("/")
    return (resources.files("tasks") / room / "sql" / f"{statement}.sql").read_text()


@contextmanager
def open_warehouse(path: Path, *, create: bool = True, patience: float = 30.0) -> Iterator[Connection]:
    """Open the project's database at `path`, migrated; wait up to `patience` seconds while another process has it.

    Raises `RetryableError` naming the holder when the wait is over, `UsageError` if there is no such database and
    `create` is false, `ImportAbortedError` if the file is not a database.
    """
    if not create and not path.exists():
        message = f"There is no project {path.parent.name}/{path.stem} at {path}."
        raise UsageError(message, "Import something into it first, or set ORDERS_HOME to where the databases live.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with door_of(path, patience) as left:
        con = _connect(path, left)
        try:
            migrate(con)
        except BaseException:
            con.close()
            raise
    try:
        yield con
    finally:
        con.close()


@contextmanager
def open_memory() -> Iterator[Connection]:
    """A database of its own in memory and on the caller's core, for reading text into columns."""
    con = duckdb.connect(":memory:", config=_IN_MEMORY)
    try:
        yield con
    finally:
        con.close()


@contextmanager
def reader() -> Iterator[Connection]:
    """The same for a few orders, kept for the next reader: opening takes as long as reading them.

    What a database in memory has taken for many orders, it gives back only when it is closed.
    """
    try:
        database = _idle_readers.get_nowait()
    except Empty:
        database = duckdb.connect(":memory:", config=_IN_MEMORY)
    with database.cursor() as con:
        yield con
    _idle_readers.put(database)


def _connect(path: Path, patience: float) -> Connection:
    waits = Retrying(
        retry=retry_if_exception_type(RetryableError),
        wait=wait_random(*POLL_SECONDS),
        stop=stop_after_delay(patience),
        reraise=True,
    )
    return waits(_connect_once, path)


def _connect_once(path: Path) -> Connection:
    try:
        con = duckdb.connect(path, config={"enable_external_access": False})
    except duckdb.IOException as error:
        text = str(error)
        if "lock" in text:
            holder = _LOCK_HOLDER.search(text)
            message = f"{path} is in use by {holder[1] if holder else 'another process'}."
            raise RetryableError(message, "Wait for it to end, or stop it, and run the same command again.") from error
        message = f"{path} cannot be opened: {text.splitlines()[0]}"
        raise ImportAbortedError(
            message, "Check the disk, its permissions and that the file is a DuckDB database."
        ) from error
    # for its cursors too
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    return con


def migrate(con: Connection) -> None:
    """Apply the numbered migrations this database has not seen, each recorded, all in one transaction."""
    con.execute("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
    applied = {version for (version,) in con.execute("SELECT version FROM schema_migrations").fetchall()}
    due = [(version, file) for version, file in _migrations() if version not in applied]
    if not due:
        return
    with transaction(con):
        for version, file in due:
            con.execute(file.read_text())
            now = datetime.now(UTC).replace(tzinfo=None)
            con.execute("INSERT INTO schema_migrations VALUES (?, ?, ?)", [version, file.name, now])
        _comment(con)


def _migrations() -> list[tuple[int, Path]]:
    folder = resources.files("schemas") / "migrations"
    files = [Path(str(file)) for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.split("_")[0]), file) for file in files)


def _comment(con: Connection) -> None:
    """Store the prose of `schemas.columns` in the database; names and prose are ours, never input."""
    for table, described in TABLES.items():
        kind = "VIEW" if described.is_view else "TABLE"
        con.execute(f"COMMENT ON {kind} {table} IS {_quoted(described.grain)}")
        for column, meaning in described.columns.items():
            con.execute(f'COMMENT ON COLUMN {table}."{column}" IS {_quoted(meaning)}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing: commit at the end of the block, roll back if it, or the check before the commit, raises."""
    con.execute("BEGIN")
    try:
        yield
        before_commit.get()(con)
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


@contextmanager
def unordered(con: Connection) -> Iterator[None]:
    """Let statements in the block write rows in any order, which lets them use all cores."""
    # through a cursor, since a transaction that has failed takes no statement but ROLLBACK
    settings = con.cursor()
    settings.execute("SET GLOBAL preserve_insertion_order = false")
    try:
        yield
    finally:
        settings.execute("SET GLOBAL preserve_insertion_order = true")
        settings.close()


def register(con: Connection, name: str, frame: pl.DataFrame) -> None:
    """Make `frame` readable as `name`, in slices, since DuckDB gives each slice of an Arrow table to one core."""
    starts = range(0, max(frame.height, 1), _SLICE)
    sliced = pl.concat([frame[start : start + _SLICE] for start in starts], rechunk=False)
    # DuckDB reads Polars' own form of texts; an older one would be a copy
    con.register(name, sliced.to_arrow(compat_level=pl.CompatLevel.newest()))
