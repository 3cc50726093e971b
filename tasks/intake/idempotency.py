"""Remembers for a week which import an `Idempotency-Key` stands for, beside the keys of the projects.

Invariant: a submission has its id, and its file is safe, before Prefect hears of it; Prefect makes one run of one
submission id. So whoever repeats a request, after a crash at any point or at the same time, gets the same run.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from schemas.clock import utc_now
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.intake.inbox import Received

KEPT = timedelta(days=7)
_TABLE = """CREATE TABLE IF NOT EXISTS submissions (
    tenant TEXT, project TEXT, idempotency_key TEXT, body_hash TEXT NOT NULL, submission_id TEXT NOT NULL,
    source TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (tenant, project, idempotency_key))"""


class OtherBody(UsageError):
    """The key was used before, with another body."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What Prefect is to make one run of."""

    submission_id: str
    source: Path


def find_earlier(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> Submission | None:
    """The submission that this key stands for already, if it does; raises `OtherBody` as `claim` does."""
    with _table(home) as con:
        return _find(con, (key.tenant, key.project, idempotency_key), received)


def claim(home: Path, key: ProjectKey, idempotency_key: str, received: Received) -> Submission:
    """The submission that this key stands for: an earlier one, or a new one of `received`.

    Raises `OtherBody` if the key stands for a body that was not the same.
    """
    row = (key.tenant, key.project, idempotency_key)
    facts = (received.sha256, uuid4().hex, str(received.path), utc_now().isoformat())
    with _table(home) as con:
        con.execute("INSERT INTO submissions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (*row, *facts))
        return _find(con, row, received)


def _find(con: sqlite3.Connection, row: tuple[str, str, str], received: Received) -> Submission | None:
    query = "SELECT body_hash, submission_id, source FROM submissions"
    found = con.execute(f"{query} WHERE tenant = ? AND project = ? AND idempotency_key = ?", row).fetchone()
    if found is None:
        return None
    body_hash, submission_id, source = found
    if body_hash != received.sha256:
        message = "This Idempotency-Key was used for another body."
        raise OtherBody(message, "Use a new key for new orders.")
    return Submission(submission_id, Path(source))


@contextmanager
def _table(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "projects.sqlite", timeout=10, isolation_level="IMMEDIATE")) as con:
        con.execute("PRAGMA journal_mode = WAL")
        with con:
            con.execute(_TABLE)
            con.execute("DELETE FROM submissions WHERE created_at < ?", ((utc_now() - KEPT).isoformat(),))
            yield con
