"""Who a request is from: which key, or which access token of a key, it shows, for which project, and what that may do.

Whoever does not have a secret learns nothing about it: that a key is revoked or has expired is said to its owner alone.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.scopes import Grant, Scope
from tasks.intake.database import read_intake
from tasks.intake.keys.secret import hash_of

_NOBODY = (b"", bytes(32))  # compared with when the app id is unknown, so that this takes as long


class EndedKeyError(UsageError):
    """The key or the token was the right one once: it has expired or is revoked."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One key of the project `key`, and when it ends."""

    key: ProjectKey
    app_id: str
    scopes: tuple[Scope, ...]
    expires_at: datetime | None
    token: Grant | None = None
    """What was asked for the access token that it shows instead of the key's secret."""


def find_key(home: Path, app_id: str, app_token: str) -> Identity | None:
    """Whose keys these are; none if they are nobody's. Raises `EndedKeyError` if they opened something once."""
    query = """SELECT salt, token_hash, tenant, project, scopes, expires_at, revoked_at
        FROM api_keys WHERE app_id = ?"""
    row = next(iter(read_intake(home, query, (app_id,))), None)
    salt, expected = _NOBODY if row is None else row[:2]
    is_right = hmac.compare_digest(hash_of(app_token, salt), expected)
    if row is None or not is_right:
        return None
    tenant, project, scopes, expires_at, revoked_at = row[2:]
    require_alive(expires_at, revoked_at)
    ends = None if expires_at is None else datetime.fromisoformat(expires_at)
    return Identity(ProjectKey(tenant, project), app_id, tuple(Scope(scope) for scope in scopes.split()), ends)


def find_token(home: Path, access_token: str) -> Identity | None:
    """Whose access token this is, with what is left of its key's scopes; raises as `find_key` does."""
    query = """SELECT t.scope, t.expires_at, k.app_id, k.tenant, k.project, k.scopes, k.expires_at, k.revoked_at
        FROM access_tokens AS t JOIN api_keys AS k USING (app_id) WHERE t.token_hash = ?"""
    row = next(iter(read_intake(home, query, (hash_of(access_token),))), None)
    if row is None:
        return None
    scope, ends, app_id, tenant, project, scopes, key_expires_at, revoked_at = row
    require_alive(key_expires_at, revoked_at)
    if datetime.fromisoformat(ends) <= utc_now():
        message = f"This access token expired at {ends}."
        raise EndedKeyError(message, "Ask for another one.")
    grant = Grant.parse(scope)
    left = grant.narrowed(Scope(each) for each in scopes.split())
    return Identity(ProjectKey(tenant, project), app_id, left, datetime.fromisoformat(ends), grant)


def require_alive(expires_at: str | None, revoked_at: str | None) -> None:
    """Raise `EndedKeyError` for a key that was revoked or has expired."""
    if revoked_at is not None:
        message = f"This key was revoked at {revoked_at}."
        raise EndedKeyError(message, "Use another one.")
    if expires_at is not None and datetime.fromisoformat(expires_at) <= utc_now():
        message = f"This key expired at {expires_at}."
        raise EndedKeyError(message, "Use another one.")
