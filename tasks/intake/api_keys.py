"""Projects that have keys: their first one, which is called default, made, replaced and taken away with all others.

That one may read, write and import. One that may do more, or less, is made with `tasks.intake.keys.keys`.
"""

from dataclasses import dataclass
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.database import open_intake
from tasks.intake.keys.keys import NewKey, create_key, list_keys, stamp
from tasks.intake.keys.secret import hash_of, new_salt, new_secret

DEFAULT = "default"
SCOPES = (Scope.READ, Scope.WRITE, Scope.IMPORT)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client sends as X-App-Id and X-App-Token; `app_token` is shown once and stored nowhere."""

    app_id: str
    app_token: str


@dataclass(frozen=True, slots=True)
class RegisteredProject:
    """A project that has keys, with its oldest one; times are ISO 8601 in UTC."""

    key: ProjectKey
    app_id: str
    created_at: str
    rotated_at: str | None


def create_project(home: Path, key: ProjectKey) -> Credentials:
    """Give the project its first key. Raises `UsageError` if it has some already."""
    if any(each.revoked_at is None for each in list_keys(home, key)):
        message = f"{key} has keys already."
        hint = "Make another one with `orders keys create`, or a new token with `orders project rotate-token`."
        raise UsageError(message, operator_hint=hint)
    made, secret = create_key(home, key, NewKey(DEFAULT, SCOPES))
    return Credentials(made.id, secret)


def rotate_token(home: Path, key: ProjectKey) -> Credentials:
    """A new token for the default key; the old one is refused from now on. Raises `UsageError` if there is no such."""
    token, salt = new_secret(), new_salt()
    values = (salt, hash_of(token, salt), stamp(utc_now()), key.tenant, key.project, DEFAULT)
    update = """UPDATE api_keys SET salt = ?, token_hash = ?, rotated_at = ?
        WHERE tenant = ? AND project = ? AND name = ? AND revoked_at IS NULL RETURNING app_id"""
    with open_intake(home) as con:
        found = con.execute(update, values).fetchone()
    if found is None:
        raise _unknown(key)
    return Credentials(found[0], token)


def delete_project(home: Path, key: ProjectKey) -> None:
    """Take all of the project's keys away; its orders stay. Raises `UsageError` if it has none."""
    with open_intake(home) as con:
        gone = con.execute("DELETE FROM api_keys WHERE tenant = ? AND project = ?", (key.tenant, key.project))
    if gone.rowcount == 0:
        raise _unknown(key)


def list_projects(home: Path) -> list[RegisteredProject]:
    """All projects that have keys, by name."""
    query = """SELECT tenant, project, app_id, created_at, rotated_at FROM (
            SELECT *, row_number() OVER (PARTITION BY tenant, project ORDER BY created_at, position) AS place
            FROM api_keys WHERE revoked_at IS NULL
        ) AS keys WHERE place = 1 ORDER BY tenant, project"""
    with open_intake(home) as con:
        rows = con.execute(query).fetchall()
    return [RegisteredProject(ProjectKey(tenant, project), *facts) for tenant, project, *facts in rows]


def _unknown(key: ProjectKey) -> UsageError:
    return UsageError(f"{key} has no keys.", operator_hint="Make them with `orders project create`.")
