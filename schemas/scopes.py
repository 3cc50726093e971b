"""What a key of a project may do over HTTP: its scopes, of which each route needs one."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from schemas.errors import UsageError


class Scope(StrEnum):
    """None of them contains another: a key may do what its own scopes say."""

    READ = "read"
    WRITE = "write"
    IMPORT = "import"
    ADMIN = "admin"

    @property
    def meaning(self) -> str:
        """What a key with it may do."""
        return _MEANINGS[self]

    @classmethod
    def in_order(cls, scopes: Iterable[Self]) -> tuple[Self, ...]:
        """Each of them once, in the order in which they are listed here."""
        given = set(scopes)
        return tuple(scope for scope in cls if scope in given)

    @classmethod
    def parse(cls, name: str) -> Self:
        """The scope of this name. Raises `UsageError` if there is none."""
        try:
            return cls(name)
        except ValueError:
            message = f"There is no scope {name!r}."
            raise UsageError(message, f"Use {', '.join(cls)}.") from None


_MEANINGS = {
    Scope.READ: "look at everything but keys, and export it",
    Scope.WRITE: "write, delete and erase entities one by one; segments, rules and what they have caused",
    Scope.IMPORT: "import, backfill and update in bulk; cancel, repeat and undo that",
    Scope.ADMIN: "keys, limits, notifications, deliveries and pruning: what else a shell can do to the project",
}
