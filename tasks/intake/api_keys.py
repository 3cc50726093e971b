"""The keys of projects: who may speak for which tenant/project over HTTP.

Of a token only a salted hash is stored; it is random and long, so that a fast hash is as safe as a slow one.
"""

import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.database import open_intake

_NOBODY = (b"", bytes(32))  # compared with when the app id is unknown, so that this takes as long


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client sends as X-App-Id and X-App-Token; `app_token` is shown once and stored nowhere."""

    app_id: str
    app_token: str


@dataclass(frozen=True, slots=True)
class RegisteredProject:
    """A project that has keys; times are ISO 8601 in UTC."""

    key: ProjectKey
    app_id: str
    created_at: str
    rotated_at: str | None


def create_project(home: Path, key: ProjectKey) -> Credentials:
    """Give the project its keys. Raises `UsageError` if it has some already."""
    made, salt = Credentials(_new_secret(), _new_secret()), secrets.token_bytes(16)
    row = (made.app_id, key.tenant, key.project, salt, _hash(salt, made.app_token), _now())
    try:
        with open_intake(home) as con:
            con.execute("INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
    except sqlite3.IntegrityError:
        message = f"{key} has keys already."
        raise UsageError(message, operator_hint="Make new ones with `orders project rotate-token`.") from None
    return made


def rotate_token(home: Path, key: ProjectKey) -> Credentials:
    """A new token; the old one is refused from now on. Raises `UsageError` if the project has no keys."""
    token, salt = _new_secret(), secrets.token_bytes(16)
    values = (salt, _hash(salt, token), _now(), key.tenant, key.project)
    update = "UPDATE projects SET salt = ?, token_hash = ?, rotated_at = ? WHERE tenant = ? AND project = ?"
    with open_intake(home) as con:
        found = con.execute(f"{update} RETURNING app_id", values).fetchone()
    if found is None:
        raise _unknown(key)
    return Credentials(found[0], token)


def delete_project(home: Path, key: ProjectKey) -> None:
    """Take the project's keys away; its orders stay. Raises `UsageError` if it has none."""
    with open_intake(home) as con:
        gone = con.execute("DELETE FROM projects WHERE tenant = ? AND project = ?", (key.tenant, key.project))
    if gone.rowcount == 0:
        raise _unknown(key)


def list_projects(home: Path) -> list[RegisteredProject]:
    """All projects that have keys, by name."""
    query = "SELECT tenant, project, app_id, created_at, rotated_at FROM projects ORDER BY tenant, project"
    with open_intake(home) as con:
        rows = con.execute(query).fetchall()
    return [RegisteredProject(ProjectKey(tenant, project), *facts) for tenant, project, *facts in rows]


def find_project(home: Path, app_id: str, app_token: str) -> ProjectKey | None:
    """The project these keys belong to; none if they belong to none."""
    query = "SELECT salt, token_hash, tenant, project FROM projects WHERE app_id = ?"
    with open_intake(home) as con:
        row = con.execute(query, (app_id,)).fetchone()
    salt, expected = _NOBODY if row is None else row[:2]
    is_right = hmac.compare_digest(_hash(salt, app_token), expected)
    return ProjectKey(*row[2:]) if row is not None and is_right else None


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _hash(salt: bytes, token: str) -> bytes:
    return sha256(salt + token.encode()).digest()


def _now() -> str:
    return utc_now().isoformat(timespec="seconds")


def _unknown(key: ProjectKey) -> UsageError:
    return UsageError(f"{key} has no keys.", operator_hint="Make them with `orders project create`.")
