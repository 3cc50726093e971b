"""Databases in memory, on the caller's core, for reading text into columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from tasks.warehouse.engine import connect
from tasks.warehouse.statements import Connection

_IN_MEMORY, _ONE_THREAD = ":memory:", {"threads": 1}
_idle_readers: SimpleQueue[Connection] = SimpleQueue()


@contextmanager
def open_memory() -> Iterator[Connection]:
    """A database of its own, for many orders."""
    con = connect(_IN_MEMORY, _ONE_THREAD)
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
        database = connect(_IN_MEMORY, _ONE_THREAD)
    with database.cursor() as con:
        yield con
    _idle_readers.put(database)
