"""Remembers for a week which import an `Idempotency-Key` stands for, beside the keys of the projects.

Invariant: a submission has its id, and its file is safe, before Prefect hears of it; Prefect makes one run of one
submission id. So whoever repeats a request, after a crash at any point or at the same time, gets the same run.
"""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.database import open_intake
from tasks.intake.receive import Received

KEPT = timedelta(days=7)


class OtherBodyError(UsageError):
    """The key was used before, with another body."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What Prefect is to make one run of."""

    submission_id: str
    source: Path


def find_earlier(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> Submission | None:
    """The submission that this key stands for already, if it does; raises `OtherBodyError` as `claim` does."""
    with open_intake(home) as con:
        return _find(con, (key.tenant, key.project, idempotency_key), received)


def claim(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> Submission:
    """The submission that this key stands for: an earlier one, or a new one of `received`.

    Raises `OtherBodyError` if the key stands for a body that was not the same.
    """
    row = (key.tenant, key.project, idempotency_key)
    made = Submission(uuid4().hex, received.path)
    facts = (received.sha256, made.submission_id, str(made.source), utc_now().isoformat())
    with open_intake(home) as con:
        con.execute("DELETE FROM submissions WHERE created_at < ?", (_oldest(),))
        con.execute("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (*row, *facts))
        return _find(con, row, received) or made


def _find(con: sqlite3.Connection, row: tuple[str, str, str], received: Received) -> Submission | None:
    query = """SELECT body_hash, submission_id, source FROM submissions
        WHERE tenant = ? AND project = ? AND idempotency_key = ? AND created_at >= ?"""
    found = con.execute(query, (*row, _oldest())).fetchone()
    if found is None:
        return None
    body_hash, submission_id, source = found
    if body_hash != received.sha256:
        message = "This Idempotency-Key was used for another body."
        raise OtherBodyError(message, "Use a new key for new orders.")
    return Submission(submission_id, Path(source))


def _oldest() -> str:
    return (utc_now() - KEPT).isoformat()
