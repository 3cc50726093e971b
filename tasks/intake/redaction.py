"""What is kept of accepted imports and of `Idempotency-Key`s, without somebody who is erased."""

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.database import Connection, has_intake, open_intake

_QUERIES = {
    column: (
        f"""SELECT import_id, {column} FROM import_queue
        WHERE tenant = ? AND project = ? AND {column} IS NOT NULL AND ended_at IS NOT NULL""",  # noqa: S608 - the names are ours
        f"UPDATE import_queue SET {column} = ? WHERE import_id = ?",  # noqa: S608 - the names are ours
    )
    for column in ("parameters", "message", "detail", "report")
}


def redact_imports(home: Path, key: ProjectKey, redacted: Callable[[str], str]) -> None:
    """Replace what is kept of the project's actions that have ended by what `redacted` leaves of it."""
    if not has_intake(home):
        return
    with open_intake(home) as con:
        con.delete_for_good()
        for query, update in _QUERIES.values():
            for import_id, text in con.execute(query, (key.tenant, key.project)).fetchall():
                left = redacted(text)
                if left != text:
                    con.execute(update, (left, import_id))


def redact_failed(home: Path, rows: Mapping[str, Collection[int]], reason: str) -> None:
    """Leave nothing but this reason of these rows in the reports of imports, by import."""
    if not rows or not has_intake(home):
        return
    query = "SELECT report FROM import_queue WHERE import_id = ? AND report IS NOT NULL"
    with open_intake(home) as con:
        con.delete_for_good()
        for import_id, erased in rows.items():
            for (text,) in con.execute(query, (import_id,)).fetchall():
                report = json.loads(text)
                report["failed"] = [
                    {"row": each["row"], "source_id": None, "path": "$", "reason": reason}
                    if each["row"] in erased
                    else each
                    for each in report.get("failed", [])
                ]
                update = "UPDATE import_queue SET report = ? WHERE import_id = ?"
                con.execute(update, (json.dumps(report), import_id))


def forget_submissions(home: Path, key: ProjectKey, is_meant: Callable[[str, str, str], bool]) -> None:
    """Forget the project's `Idempotency-Key`s for which `is_meant(idempotency_key, import_id, source)` is true.

    Whoever repeats such a request imports once more, which changes nothing (contract §1).
    """
    if not has_intake(home):
        return
    with open_intake(home) as con:
        con.delete_for_good()
        _forget(con, (key.tenant, key.project), is_meant)


def _forget(con: Connection, names: tuple[str, str], is_meant: Callable[[str, str, str], bool]) -> None:
    query = "SELECT idempotency_key, submission_id, source FROM submissions WHERE tenant = ? AND project = ?"
    for idempotency_key, import_id, source in con.execute(query, names).fetchall():
        if is_meant(idempotency_key, import_id, source):
            delete = "DELETE FROM submissions WHERE tenant = ? AND project = ? AND idempotency_key = ?"
            con.execute(delete, (*names, idempotency_key))
