"""What a key of a project, or an access token of that key, may do over HTTP: scopes, of which each route needs one."""

from collections.abc import Iterable
from dataclasses import dataclass
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

RESOURCES = ("orders", "customers", "products", "skus", "segments", "events", "exports", "async-actions")
"""What a token may be for alone: paths that begin with /v1/ and this, as the original has it."""
ALL = "api"


@dataclass(frozen=True, slots=True)
class Grant:
    """What was asked for an access token; what is not said is not narrowed."""

    scopes: tuple[Scope, ...] | None = None
    resources: tuple[str, ...] | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From names with blanks between them: `api`, scopes, resources. Raises `UsageError` for any other."""
        names = text.split()
        unknown = [name for name in names if name not in {ALL, *Scope, *RESOURCES}]
        if unknown or not names:
            message = f"There is no scope {unknown[0]!r}." if unknown else "No scope is named."
            raise UsageError(message, f"Use {', '.join((ALL, *Scope, *RESOURCES))}, with blanks between them.")
        scopes = Scope.in_order(scope for scope in Scope if scope in names)
        resources = tuple(name for name in RESOURCES if name in names)
        return cls(scopes or None, resources or None)

    def narrowed(self, scopes: Iterable[Scope]) -> tuple[Scope, ...]:
        """What is left of the scopes of a key."""
        return tuple(scope for scope in scopes if self.scopes is None or scope in self.scopes)

    def includes(self, path: str) -> bool:
        """Whether it is for a path such as /v1/orders/import."""
        return self.resources is None or path.removeprefix("/v1/").partition("/")[0] in self.resources
