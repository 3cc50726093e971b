"""Where an open connection comes from: its home, and what DuckDB calls the project's database.

A cursor begins in the database that was opened first, to which that of the project may have been attached.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from tasks.warehouse.statements import Connection, quoted_name


@dataclass(frozen=True, slots=True)
class Origin:
    """The home, if it is a project's, and the database, if it is not the one that was opened."""

    home: Path | None = None
    attached: str | None = None


_origins: WeakKeyDictionary[Connection, Origin] = WeakKeyDictionary()


def begin_in(con: Connection, database: str) -> None:
    """Let the connection, and its cursors, be in a database that was attached to it."""
    con.execute(f"USE {quoted_name(database)}")
    _origins[con] = Origin(attached=database)


def belongs_to(con: Connection, home: Path) -> None:
    """Say whose the connection is."""
    _origins[con] = Origin(home, _origin_of(con).attached)


def home_of(con: Connection) -> Path:
    """The home whose project is open."""
    home = _origin_of(con).home
    if home is None:
        message = "the connection is to no project"
        raise RuntimeError(message)
    return home


@contextmanager
def cursor_of(con: Connection) -> Iterator[Connection]:
    """A connection of its own to the same database, with temporary tables of its own."""
    origin = _origin_of(con)
    with con.cursor() as cursor:
        if origin.attached is not None:
            cursor.execute(f"USE {quoted_name(origin.attached)}")
        _origins[cursor] = origin
        yield cursor


def _origin_of(con: Connection) -> Origin:
    return _origins.get(con, Origin())
