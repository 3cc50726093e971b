"""How statements reach a database: their text, transactions, and frames as tables."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from importlib import resources

import duckdb
import polars as pl

from tasks.warehouse.trouble.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name

Connection = duckdb.DuckDBPyConnection
_ROWS_PER_SLICE = 25_000
_is_rolled_back: ContextVar[bool] = ContextVar("is_rolled_back", default=False)

before_commit: ContextVar[Callable[[Connection], None]] = ContextVar("before_commit", default=lambda _con: None)
"""Called in each transaction before it commits; who may not commit any more raises in it."""


@cache
def sql(name: str) -> str:
    """The text of a statement, named as `room/statement`: `tasks/<room>/sql/<statement>.sql`."""
    room, statement = name.split("/")
    return (resources.files("tasks") / room / "sql" / f"{statement}.sql").read_text()


def quoted_text(text: str) -> str:
    """A text of ours or the operator's, never input, in a statement that takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """A name out of a database of ours, as statements have it."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def rolled_back(con: Connection) -> Iterator[None]:
    """One transaction around the block's, which are part of it, and nothing of it stays, whatever happens."""
    con.execute("BEGIN")
    outer = _is_rolled_back.set(True)
    try:
        yield
    finally:
        _is_rolled_back.reset(outer)
        con.execute("ROLLBACK")


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing: commit at the end of the block, roll back if it, or the check before the commit, raises.

    Raises `RetryableError` where there is no room on the disk, or what the data are in does not answer.
    """
    if _is_rolled_back.get():
        yield
        return
    with calls_a_full_disk_by_its_name(), calls_what_is_away_by_its_name():
        con.execute("BEGIN")
        try:
            yield
            before_commit.get()(con)
        except BaseException:
            # one whose servers went away has ended already
            with suppress(duckdb.TransactionException):
                con.execute("ROLLBACK")
            raise
        con.execute("COMMIT")


def written_count(con: Connection, statement: str, values: Mapping[str, object] | None = None) -> int:
    """Execute a statement that inserts, updates or deletes; how many rows that were."""
    [(count,)] = con.execute(statement, values).fetchall()
    rows: int = count
    return rows


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
    starts = range(0, max(frame.height, 1), _ROWS_PER_SLICE)
    sliced = pl.concat([frame[start : start + _ROWS_PER_SLICE] for start in starts], rechunk=False)
    # DuckDB reads Polars' own form of texts; an older one would be a copy
    con.register(name, sliced.to_arrow(compat_level=pl.CompatLevel.newest()))
