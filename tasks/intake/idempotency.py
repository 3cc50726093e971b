"""Remembers for a week which import an `Idempotency-Key` stands for, beside the keys of the projects.

Invariant: the key and the import's place in the queue are written in one transaction. So whoever repeats a request,
after a crash at any point or at the same time, gets the same import.
"""

import sqlite3
from datetime import timedelta
from pathlib import Path

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.presets.catalogue import OWN_FORM
from tasks.intake.database import open_intake
from tasks.intake.queue.import_queue import add
from tasks.intake.queue.queued_import import AnyAsked, Asked
from tasks.intake.queue.quota import Quota
from tasks.intake.receive import Received

KEPT = timedelta(days=7)


class OtherBodyError(UsageError):
    """The key was used before, with another body."""


def find_earlier(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> str | None:
    """The import that this key stands for already, if it does; raises `OtherBodyError` as `accept_once` does."""
    with open_intake(home) as con:
        return _find(con, (key.tenant, key.project, idempotency_key), received)


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
    names = (key.tenant, key.project, idempotency_key)
    with open_intake(home) as con:
        con.execute("DELETE FROM submissions WHERE created_at < ?", (_oldest(),))
        earlier = _find(con, names, received)
        if earlier is not None:
            return earlier, False
        new = asked or Asked(str(received.path), preset=OWN_FORM)
        import_id = add(con, key, new, size=received.size, request_id=request_id, quota=quota)
        row = (*names, received.sha256, import_id, str(received.path), utc_now().isoformat())
        con.execute("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return import_id, True


def _find(con: sqlite3.Connection, names: tuple[str, str, str], received: Received) -> str | None:
    query = """SELECT body_hash, submission_id FROM submissions
        WHERE tenant = ? AND project = ? AND idempotency_key = ? AND created_at >= ?"""
    found = con.execute(query, (*names, _oldest())).fetchone()
    if found is None:
        return None
    body_hash, import_id = found
    if body_hash != received.sha256:
        message = "This Idempotency-Key was used for another body."
        raise OtherBodyError(message, "Use a new key for new orders.")
    return str(import_id)


def _oldest() -> str:
    return (utc_now() - KEPT).isoformat()
