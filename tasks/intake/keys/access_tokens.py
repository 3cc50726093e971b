"""Access tokens: a key gets one in exchange, and it may do for a while what the key may, or less.

Of a token only a hash is stored; it is random and long, so that it is found by that hash.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import RetryableError, UsageError
from schemas.ids import ProjectKey
from schemas.scopes import ALL, Grant
from tasks.intake.database import open_intake, open_intake_in_turn
from tasks.intake.keys.identity import EndedKeyError, Identity, find_token
from tasks.intake.keys.keys import stamp
from tasks.intake.keys.secret import hash_of, new_secret

LIFE = timedelta(seconds=900)
MOST_TOKENS = 1000
"""Of one project that have not expired."""
_REMEMBERED = timedelta(days=1)  # so long it is said of a token that it has expired


class TooManyTokensError(RetryableError):
    """The project has as many tokens as it may."""


class ScopeError(UsageError):
    """There is no such scope, or the key does not have it."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of the key `app_id`, and until when (aware UTC) it opens what `scope` says."""

    app_id: str
    scope: str
    expires_at: datetime


def issue_token(home: Path, owner: Identity, scope: str | None) -> tuple[str, AccessToken]:
    """A token of this key, for all that it may do, or for what `scope` says; it ends no later than the key.

    Raises `ScopeError` for a scope that is none or that the key lacks, `TooManyTokensError` for one token too many.
    """
    asked = " ".join((ALL if scope is None else scope).split())
    _require_within(owner, asked)
    now = utc_now()
    ends = min(now + LIFE, owner.expires_at or now + LIFE).replace(microsecond=0)
    token, key = new_secret(), owner.key
    count = """SELECT count(*) FROM access_tokens JOIN api_keys USING (app_id)
        WHERE tenant = ? AND project = ? AND access_tokens.expires_at > ?"""
    with open_intake_in_turn(home, key) as con:
        con.execute("DELETE FROM access_tokens WHERE expires_at < ?", (stamp(now - _REMEMBERED),))
        row = (hash_of(token), owner.app_id, asked, stamp(now), stamp(ends))
        con.execute("INSERT INTO access_tokens VALUES (?, ?, ?, ?, ?)", row)
        if con.execute(count, (key.tenant, key.project, stamp(now))).fetchone()[0] > MOST_TOKENS:
            message = f"The project has {MOST_TOKENS:,} access tokens already, as many as may be."
            raise TooManyTokensError(message, "Use one until it expires, or revoke some.")
    return token, AccessToken(owner.app_id, asked, ends)


def inspect_token(home: Path, key: ProjectKey, token: str) -> AccessToken | None:
    """A token of one of the project's keys, if it opens anything."""
    try:
        found = find_token(home, token)
    except EndedKeyError:
        return None
    if found is None or found.key != key or found.expires_at is None:
        return None
    with open_intake(home) as con:
        row = con.execute("SELECT scope FROM access_tokens WHERE token_hash = ?", (hash_of(token),)).fetchone()
    return None if row is None else AccessToken(found.app_id, row[0], found.expires_at)


def revoke_token(home: Path, key: ProjectKey, token: str) -> None:
    """Forget a token of one of the project's keys; what is none of them stays as it is."""
    delete = """DELETE FROM access_tokens WHERE token_hash = ?
        AND app_id IN (SELECT app_id FROM api_keys WHERE tenant = ? AND project = ?)"""
    with open_intake(home) as con:
        con.execute(delete, (hash_of(token), key.tenant, key.project))


def _require_within(owner: Identity, asked: str) -> None:
    try:
        scopes = Grant.parse(asked).scopes or ()
    except UsageError as error:
        raise ScopeError(error.message, error.hint) from error
    missing = [scope for scope in scopes if scope not in owner.scopes]
    if missing:
        message = f"This key does not have the scope {', '.join(missing)}."
        raise ScopeError(message, f"It has {', '.join(owner.scopes)}.")
