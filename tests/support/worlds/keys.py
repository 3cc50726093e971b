"""Keys for tests: headers of one that may do everything, or of one with some scopes."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.api_keys import DEFAULT
from tasks.intake.keys.keys import NewKey, create_key


def key_headers(
    home: Path,
    key: ProjectKey,
    scopes: Sequence[Scope] = tuple(Scope),
    name: str = DEFAULT,
    expires_at: datetime | None = None,
) -> dict[str, str]:
    """What a client sends with a new key of the project."""
    made, secret = create_key(home, key, NewKey(name, scopes, expires_at))
    return {"X-App-Id": made.id, "X-App-Token": secret}
