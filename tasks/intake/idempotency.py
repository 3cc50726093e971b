"""Remembers for a week which import, or other action, an `Idempotency-Key` stands for, beside the keys of the projects.

Invariant: the key and the action's place in the queue are written in one transaction. So whoever repeats a request,
after a crash at any point or at the same time, gets the same action.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.presets.catalogue import OWN_FORM
from tasks.intake.database import Connection, open_intake, open_intake_in_turn
from tasks.intake.queue.import_queue import add
from tasks.intake.queue.queued_import import AnyAsked, Asked, AskedAction
from tasks.intake.queue.quota import Quota
from tasks.intake.receive import Received

KEPT = timedelta(days=7)


class OtherBodyError(UsageError):
    """The key was used before, with another body."""


def find_earlier(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> str | None:
    """The import that this key stands for already, if it does; raises `OtherBodyError` as `accept_once` does."""
    with open_intake(home) as con:
        return _find(con, (key.tenant, key.project, idempotency_key), received.sha256)


def accept_once(
    home: Path,
    key: ProjectKey,
    idempotency_key: str,
    received: Received,
    *,
    request_id: str,
    quota: Quota,
    asked: AnyAsked | None = None,
) -> tuple[str, bool]:
    """The import that this key stands for: an earlier one, or a new one of `received` at the end of the queue (True).

    Or another action, if it is one that is `asked` for.

    Raises `OtherBodyError` if the key stands for a body that was not the same, `QueueFullError` as `accept` does.
    """
    names, source = (key.tenant, key.project, idempotency_key), str(received.path)
    new = asked or Asked(source, preset=OWN_FORM)
    with open_intake_in_turn(home, key) as con:
        return once(
            con,
            names,
            received.sha256,
            source,
            lambda: add(con, key, new, size=received.size, request_id=request_id, quota=quota),
        )


def once(
    con: Connection, names: tuple[str, str, str], body_hash: str, source: str, make: Callable[[], str]
) -> tuple[str, bool]:
    """The action that a key (`names`: tenant, project, key) stands for: an earlier one, or what `make` makes (True).

    Within a transaction of the caller's that is locked for the project. Raises `OtherBodyError` as `accept_once` does.
    """
    earlier = _find(con, names, body_hash)
    if earlier is not None:
        return earlier, False
    # it may have stood for another one, more than a week ago
    con.execute("DELETE FROM submissions WHERE tenant = ? AND project = ? AND idempotency_key = ?", names)
    made = make()
    row = (*names, body_hash, made, source, utc_now().isoformat())
    con.execute("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return made, True


def forget_expired(home: Path) -> None:
    """Forget the keys that stand for nothing any more, of all projects."""
    with open_intake(home, is_durable=False) as con:
        con.execute("DELETE FROM submissions WHERE created_at < ?", (_oldest(),))


def as_asked(received: Received, asked: AskedAction) -> Received:
    """A body whose hash is also that of what is asked for, so that it is another one where it is sent for another."""
    said = {name: value for name, value in asked.as_parameters().items() if name != "source"}
    whole = json.dumps([asked.kind, said, received.sha256], sort_keys=True)
    return replace(received, sha256=sha256(whole.encode()).hexdigest())


def _find(con: Connection, names: tuple[str, str, str], sent_hash: str) -> str | None:
    query = """SELECT body_hash, submission_id FROM submissions
        WHERE tenant = ? AND project = ? AND idempotency_key = ? AND created_at >= ?"""
    found = con.execute(query, (*names, _oldest())).fetchone()
    if found is None:
        return None
    body_hash, import_id = found
    if body_hash != sent_hash:
        message = "This Idempotency-Key was used for another body."
        raise OtherBodyError(message, "Use a new key for a new body.")
    return str(import_id)


def _oldest() -> str:
    return (utc_now() - KEPT).isoformat()
