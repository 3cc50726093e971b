"""What an intake can do, wherever it is kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Protocol

from schemas.ids import ProjectKey

Values = Sequence[str | int | float | bytes | None]
PATIENCE_SECONDS = 10.0
"""How long somebody waits for a lock or a connection."""
MIGRATIONS: list[Traversable] = sorted(
    (resources.files("tasks.intake") / "migrations").iterdir(), key=lambda file: file.name
)


class NotUniqueError(Exception):
    """A row with these values is there already."""


class Cursor(Protocol):
    """What a statement gave; values come as Python's own types."""

    @property
    def rowcount(self) -> int:
        """How many rows it has changed."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows that are left."""


class Connection(Protocol):
    """Inside one transaction. `?` stands for a value in each statement."""

    def execute(self, statement: str, values: Values = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, statement: str, rows: Iterable[Values], /) -> object:
        """Run one statement for each of these rows of values."""

    def lock(self, key: ProjectKey) -> None:
        """Let nobody else write for this project from here to the end of the block."""

    def delete_for_good(self) -> None:
        """Overwrite what is deleted or changed from here on, if this is done a row at a time."""


class Watch(Protocol):
    """Tells whether anybody has written, at the cost of microseconds; for one thread."""

    def has_changed(self) -> bool:
        """Whether somebody has committed since this was last asked; at first, yes."""

    def close(self) -> None:
        """Look no more."""


class Store(Protocol):
    """One intake. Raises `DatabaseBusyError` where it cannot be reached, `DiskFullError`, and `NotUniqueError`."""

    @property
    def is_near(self) -> bool:
        """Whether reading takes so little that it is not worth a thread."""

    def exists(self) -> bool:
        """Whether anything was ever kept here."""

    def open(self, *, is_durable: bool) -> AbstractContextManager[Connection]:
        """A connection for the block, committed at its end, or rolled back if it raises."""

    def open_in_turn(self, key: ProjectKey) -> AbstractContextManager[Connection]:
        """The same, locked for the project, after the process's other threads that ask for one like it."""

    def read(self, query: str, values: Values) -> list[Any]:
        """The rows of one query."""

    def compact(self) -> None:
        """Overwrite what was deleted or changed, so that nothing of it can be found."""

    def watch(self) -> Watch:
        """What sees that somebody has written."""

    def leadership(self, *, gives_way: bool) -> AbstractContextManager[Callable[[], bool]]:
        """For the block: what makes this process the one that leads if there is none, and says whether it is.

        One that gives way does not lead while one that does not give way is there.
        """
