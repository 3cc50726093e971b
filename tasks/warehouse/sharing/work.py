"""What is done on a database by whoever has it open, this process or another: a function and its arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from schemas.errors import RetryableError
from tasks.warehouse.exclusion.fencing import fenced, read_fence
from tasks.warehouse.origin import cursor_of
from tasks.warehouse.statements import Connection, transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """A call of `function` with a connection and these arguments.

    All three travel to another process in Python's own form of values, where a function is its module and its name.
    """

    function: Callable[..., T]
    args: tuple[object, ...]
    kwargs: dict[str, object]

    def read(self, con: Connection) -> T:
        """Do it on a cursor of its own, which sees one state of the data throughout."""
        with cursor_of(con) as cursor, transaction(cursor):
            return self.function(cursor, *self.args, **self.kwargs)

    def write(self, con: Connection) -> T:
        """Do it on a cursor of its own, where it begins and commits; nobody else may change the data meanwhile."""
        with cursor_of(con) as cursor, fenced(read_fence(cursor), lambda: None, _refuse):
            return self.function(cursor, *self.args, **self.kwargs)


def _refuse() -> NoReturn:
    message = "An import has taken over this project, and nothing was stored."
    raise RetryableError(message, "Try again.")
