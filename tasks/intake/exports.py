"""Exports that were asked for over HTTP: a row for each until it is deleted, and the place of its file.

Invariant: an export has its row and its place in the project's lane at once, or neither. Its status is that of its
action in the queue; one that the queue has forgotten is done if its file is there.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from schemas.action_type import ActionType
from schemas.errors import NotFoundError
from schemas.exports.objects import ExportFormat
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from tasks.intake.database import open_intake, open_intake_in_turn
from tasks.intake.idempotency import once
from tasks.intake.queue.import_queue import add
from tasks.intake.queue.queued_import import AskedAction, now
from tasks.intake.queue.quota import Quota
from tasks.warehouse.location import folder_beside
from tasks.warehouse.private_files import private_folder

_STATUSES = {
    ImportStatus.ENQUEUED: "SCHEDULED",
    ImportStatus.IN_PROGRESS: "IN_PROGRESS",
    ImportStatus.DONE: "DONE",
    ImportStatus.FAILED: "ERROR",
}
_COLUMNS = "e.id, e.tenant, e.project, e.exported_object, e.parameters, e.token, e.created_at, q.status"
_FROM = "FROM exports AS e LEFT JOIN import_queue AS q USING (import_id)"
ORDERINGS = ("created_at", "-created_at", "status", "-status")


@dataclass(frozen=True, slots=True)
class StoredExport:
    """One export; `created_at` is ISO 8601, `parameters` are as they were asked for."""

    id: str
    key: ProjectKey
    exported_object: str
    parameters: dict[str, object]
    token: str
    created_at: str
    status: str

    @classmethod
    def of_row(cls, row: tuple[str, ...], home: Path) -> Self:
        """From `_COLUMNS`."""
        export_id, tenant, project, what, parameters, token, created_at, status = row
        key = ProjectKey(tenant, project)
        given = json.loads(parameters)
        is_there = export_file(home, key, export_id, _format_of(given)).exists()
        ended = ImportStatus.DONE if is_there else ImportStatus.FAILED
        shown = _STATUSES[ImportStatus(status) if status else ended]
        return cls(export_id, key, what, given, token, created_at, shown)


def export_file(home: Path, key: ProjectKey, export_id: str, format: ExportFormat = ExportFormat.CSV) -> Path:
    """Where the file of an export is, once it is done."""
    return folder_beside(home, key, "exports") / f"{export_id}.{format}"


def export_id_of(import_id: str) -> str:
    """The export that an action of the queue does."""
    return f"exp_{import_id.removeprefix('imp_')}"


def accept_export(
    home: Path,
    key: ProjectKey,
    what: str,
    parameters: Mapping[str, object],
    *,
    request_id: str,
    quota: Quota,
    idempotency_key: str | None = None,
) -> StoredExport:
    """Put an export at the end of the project's lane, or find the one that the `Idempotency-Key` stands for.

    Raises `QueueFullError` if too much waits already, `OtherBodyError` for the key of another request, and
    `NotFoundError` if its export was deleted.
    """
    asked = AskedAction(ActionType.EXPORTS_CREATE, {"what": what, **parameters})
    private_folder(folder_beside(home, key, "exports"))
    with open_intake_in_turn(home, key) as con:

        def make() -> str:
            import_id = add(con, key, asked, size=0, request_id=request_id, quota=quota)
            row = (export_id_of(import_id), import_id, key.tenant, key.project, what, json.dumps(parameters))
            con.execute("INSERT INTO exports VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, secrets.token_urlsafe(32), now()))
            return import_id

        if idempotency_key is None:
            made = make()
        else:
            names, body = (key.tenant, key.project, idempotency_key), json.dumps([what, parameters], sort_keys=True)
            made, _ = once(con, names, sha256(body.encode()).hexdigest(), "", make)
    return find_export(home, key, export_id_of(made))


def find_export(home: Path, key: ProjectKey, export_id: str) -> StoredExport:
    """An export of the project. Raises `NotFoundError` if there is none."""
    with open_intake(home) as con:
        query = f"SELECT {_COLUMNS} {_FROM} WHERE e.id = ? AND e.tenant = ? AND e.project = ?"
        row = con.execute(query, (export_id, key.tenant, key.project)).fetchone()
    if row is None:
        raise _unknown(export_id)
    return StoredExport.of_row(row, home)


def file_by_token(home: Path, export_id: str, token: str) -> Path | None:
    """The file of an export that is done, for whoever shows its token."""
    with open_intake(home) as con:
        query = "SELECT token, parameters, tenant, project FROM exports WHERE id = ?"
        row = con.execute(query, (export_id,)).fetchone()
    if row is None or not hmac.compare_digest(row[0].encode(), token.encode()):
        return None
    _, parameters, *names = row
    file = export_file(home, ProjectKey(*names), export_id, _format_of(json.loads(parameters)))
    return file if file.exists() else None


def list_exports(home: Path, key: ProjectKey, limit: int, page: int, order: str) -> tuple[list[StoredExport], int]:
    """A page of the project's exports in one of `ORDERINGS`, and how many there are."""
    if order not in ORDERINGS:
        message = f"{order!r} is no ordering"
        raise ValueError(message)
    column, direction = f"{'q' if 'status' in order else 'e'}.{order.lstrip('-')}", "DESC" if order[0] == "-" else "ASC"
    where = "WHERE e.tenant = ? AND e.project = ?"
    nulls = "LAST" if direction == "DESC" else "FIRST"
    part = f"ORDER BY {column} {direction} NULLS {nulls}, e.id {direction} LIMIT ? OFFSET ?"
    project = (key.tenant, key.project)
    with open_intake(home) as con:
        rows = con.execute(
            f"SELECT {_COLUMNS} {_FROM} {where} {part}", (*project, limit, (page - 1) * limit)
        ).fetchall()
        [(total,)] = con.execute(f"SELECT count(*) FROM exports AS e {where}", project).fetchall()  # noqa: S608 - ours
    return [StoredExport.of_row(row, home) for row in rows], total


def delete_export(home: Path, key: ProjectKey, export_id: str) -> None:
    """Forget an export and remove its file; one that waits writes none. Raises `NotFoundError` if there is none."""
    with open_intake(home) as con:
        names = (export_id, key.tenant, key.project)
        query = "DELETE FROM exports WHERE id = ? AND tenant = ? AND project = ? RETURNING parameters"
        gone = con.execute(query, names).fetchone()
    if gone is None:
        raise _unknown(export_id)
    export_file(home, key, export_id, _format_of(json.loads(gone[0]))).unlink(missing_ok=True)


def was_deleted(home: Path, export_id: str) -> bool:
    """Whether nobody wants the export any more."""
    with open_intake(home) as con:
        return con.execute("SELECT 1 FROM exports WHERE id = ?", (export_id,)).fetchone() is None


def _format_of(parameters: Mapping[str, object]) -> ExportFormat:
    return ExportFormat(str(parameters.get("format", ExportFormat.CSV)))


def _unknown(export_id: str) -> NotFoundError:
    return NotFoundError(f"Cannot find export with id {export_id}.")
