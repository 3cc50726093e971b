"""The keys of a project made, listed and revoked: each has a name, scopes, and perhaps an end.

Invariant: of the keys of one project that are not revoked no two have one name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from schemas.clock import utc_now
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.database import NotUniqueError, open_intake, open_intake_in_turn
from tasks.intake.keys.secret import hash_of, new_salt, new_secret

MOST_KEYS = 100
"""Of one project that are not revoked."""
LONGEST_NAME = 64
_COLUMNS = "app_id, name, scopes, created_at, rotated_at, expires_at, revoked_at, last_used_at"

_INSERT = """INSERT INTO api_keys
    (app_id, tenant, project, name, scopes, salt, token_hash, created_at, expires_at, position)
    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM api_keys"""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it can be shown; `id` is what a client sends as X-App-Id; times are ISO 8601 in UTC."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: str
    rotated_at: str | None
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None

    @classmethod
    def of_row(cls, row: tuple[str, ...]) -> Self:
        """From `_COLUMNS`."""
        app_id, name, scopes, *times = row
        return cls(app_id, name, tuple(Scope(scope) for scope in scopes.split()), *times)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is to be; its name is taken by no other of the project."""

    name: str
    scopes: Sequence[Scope]
    expires_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it expires, in UTC also where no zone was said."""
        if self.expires_at is None:
            return None
        return (
            self.expires_at.replace(tzinfo=UTC) if self.expires_at.tzinfo is None else self.expires_at.astimezone(UTC)
        )

    def require_sensible(self, now: datetime) -> None:
        """Raise `UsageError` unless it says who, what, and an end that is to come."""
        if not 0 < len(self.name.strip()) <= LONGEST_NAME or not self.name.isprintable():
            message = f"A key has a name of at most {LONGEST_NAME} characters."
            raise UsageError(message, "Name it after who uses it.")
        if not self.scopes:
            message = "A key without a scope opens nothing."
            raise UsageError(message, f"Give it some of {', '.join(Scope)}.")
        if self.ends_at is not None and self.ends_at <= now:
            message = "The key would have expired already."
            raise UsageError(message, "Give it an end that is to come, or none.")


def create_key(home: Path, key: ProjectKey, new: NewKey) -> tuple[ApiKey, str]:
    """Make a key; its secret is returned this once, and only a salted hash of it is stored.

    Raises `UsageError` for a key that makes no sense, a name that is taken, and one key too many.
    """
    now = utc_now()
    new.require_sensible(now)
    secret, salt, scopes = new_secret(), new_salt(), Scope.in_order(new.scopes)
    expires_at = None if new.ends_at is None else stamp(new.ends_at)
    made = ApiKey(new_secret(), new.name, scopes, stamp(now), None, expires_at, None, None)
    row = (made.id, key.tenant, key.project, new.name, " ".join(scopes), salt, hash_of(secret, salt))
    count = "SELECT count(*) FROM api_keys WHERE tenant = ? AND project = ? AND revoked_at IS NULL"
    try:
        with open_intake_in_turn(home, key) as con:
            con.execute(_INSERT, (*row, made.created_at, expires_at))
            if con.execute(count, (key.tenant, key.project)).fetchone()[0] > MOST_KEYS:
                message = f"A project has at most {MOST_KEYS} keys."
                raise UsageError(message, "Revoke those that nobody uses.")
    except NotUniqueError:
        message = f"There is a key called {new.name!r} already."
        raise UsageError(message, "Choose another name, or revoke that one first.") from None
    return made, secret


def list_keys(home: Path, key: ProjectKey) -> list[ApiKey]:
    """The project's keys, the oldest first; those that are revoked, too."""
    query = f"SELECT {_COLUMNS} FROM api_keys WHERE tenant = ? AND project = ? ORDER BY created_at, position, name"  # noqa: S608 - ours
    with open_intake(home) as con:
        return [ApiKey.of_row(row) for row in con.execute(query, (key.tenant, key.project)).fetchall()]


def revoke_key(home: Path, key: ProjectKey, name: str) -> ApiKey:
    """End a key of the project, by its id or its name; one that is revoked stays so.

    Raises `NotFoundError` if the project has none.
    """
    find = f"""SELECT {_COLUMNS} FROM api_keys WHERE tenant = ? AND project = ? AND (app_id = ? OR name = ?)
        ORDER BY app_id = ? DESC, revoked_at IS NULL DESC, revoked_at DESC LIMIT 1"""  # noqa: S608 - ours
    revoke = f"""UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE app_id = ?
        RETURNING {_COLUMNS}"""  # noqa: S608 - ours
    with open_intake(home) as con:
        found = con.execute(find, (key.tenant, key.project, name, name, name)).fetchone()
        if found is None:
            message = f"Cannot find key {name!r}."
            raise NotFoundError(message, operator_hint="`orders keys list` shows those of the project.")
        return ApiKey.of_row(con.execute(revoke, (stamp(utc_now()), found[0])).fetchone())


def stamp(at: datetime) -> str:
    """A time as it is stored."""
    return at.isoformat(timespec="seconds")
