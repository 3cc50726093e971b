"""The intake's database: keys of projects, the queue of imports and their caps, for everybody who works on one home.

Only this module leads to it. It is an SQLite file of the home, unless the settings say that it is in a PostgreSQL which
several homes share (`tasks.intake.stores`). Its tables are made by the numbered files of `tasks/intake/migrations`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.stores.addresses import address_of
from tasks.intake.stores.sqlite import SqliteStore
from tasks.intake.stores.store import Connection, NotUniqueError, Store, Values, Watch

__all__ = ["Connection", "NotUniqueError", "Values", "Watch"]
T = TypeVar("T")


def has_intake(home: Path) -> bool:
    """Whether anything was ever kept of this home."""
    return _store(home).exists()


def open_intake(home: Path, *, is_durable: bool = True) -> AbstractContextManager[Connection]:
    """A connection for the block, committed at its end, or rolled back if it raises; the tables are made if need be.

    A commit that is not durable can be lost with the machine, though not with the process. Raises `RetryableError`
    where there is no room on the disk, or the database cannot be reached.
    """
    return _store(home).open(is_durable=is_durable)


def open_intake_in_turn(home: Path, key: ProjectKey) -> AbstractContextManager[Connection]:
    """A connection that may write for the project at once, after the process's other threads that ask for one like it.

    What is looked at first stays as it was seen, since nobody else writes for the project.
    """
    return _store(home).open_in_turn(key)


def read_intake(home: Path, query: str, values: Values) -> list[Any]:
    """The rows of one query; for what each request asks, since no connection is opened for it."""
    return _store(home).read(query, values)


async def ask_intake(home: Path, ask: Callable[[Path], T]) -> T:
    """What `ask` reads of it, without holding the event loop up: in a thread, unless that would take longer."""
    if _store(home).is_near:
        return ask(home)
    import asyncio  # the shell reads without

    return await asyncio.to_thread(ask, home)


def compact_intake(home: Path) -> None:
    """Overwrite what was deleted or changed, so that nothing of it can be found there."""
    if has_intake(home):
        _store(home).compact()


def watch_intake(home: Path) -> Watch:
    """What sees that somebody has written."""
    return _store(home).watch()


def lead(home: Path, *, gives_way: bool) -> AbstractContextManager[Callable[[], bool]]:
    """For the block: what makes this process the one, of all on this intake, that leads, if there is none; and says so.

    One that gives way leaves it to those that do not, as soon as there is one. It has to be asked again from time to
    time: whoever is cut off from the others leads no more.
    """
    return _store(home).leadership(gives_way=gives_way)


def _store(home: Path) -> Store:
    return _store_at(home, address_of(home))


@lru_cache(maxsize=64)
def _store_at(home: Path, address: str | None) -> Store:
    if address is None:
        return SqliteStore(home)
    try:
        from tasks.intake.stores.postgresql import store_at  # psycopg, which a home of its own does not need
    except ModuleNotFoundError as error:
        message = f"An intake in PostgreSQL needs {error.name}, which is not installed."
        raise UsageError(message, "pip install 'historical-orders[postgres]'") from error

    return store_at(address)
