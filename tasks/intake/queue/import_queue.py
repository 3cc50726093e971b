"""The queue of accepted imports and other actions: a row for each of this home, in the order in which they came.

Invariant: an action that was acknowledged has its row, and its body is safe, before anybody hears of it; its id, its
place and its status are read from here, so that they can be told while Prefect's server is away. What happens to an
action afterwards is noted by `tasks.intake.queue.queue_progress`.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from schemas.action_type import ActionType
from schemas.errors import RetryableError
from schemas.ids import ProjectKey, new_import_id
from tasks.intake.database import Connection, has_intake, open_intake, open_intake_in_turn, read_intake
from tasks.intake.queue.queued_import import COLUMNS, AnyAsked, QueuedImport, now, written
from tasks.intake.queue.quota import Quota

_RECENT = 10


class QueueFullError(RetryableError):
    """As much waits in the project's queue as may."""


def accept(
    home: Path,
    key: ProjectKey,
    asked: AnyAsked,
    *,
    size: int,
    request_id: str | None = None,
    quota: Quota,
    import_id: str | None = None,
) -> str:
    """Put an import, or another action, at the end of the queue, durably; its id. Raises `QueueFullError`.

    `size` is that of a body of which the queue is to take care; `request_id` names who asked, else it is the action's.
    The id is a new one unless it is given.
    """
    with open_intake_in_turn(home, key) as con:
        return add(con, key, asked, size=size, request_id=request_id, quota=quota, import_id=import_id)


def add(
    con: Connection,
    key: ProjectKey,
    asked: AnyAsked,
    *,
    size: int,
    request_id: str | None,
    quota: Quota,
    import_id: str | None = None,
) -> str:
    """The same within a transaction of the caller's."""
    require_room(con, key, quota, size, is_long=asked.kind.is_long)
    import_id = import_id or new_import_id()
    asked_for = (asked.kind.value, asked.kind.is_long, json.dumps(asked.as_parameters()))
    con.execute(
        """INSERT INTO import_queue
        (import_id, tenant, project, kind, is_long, parameters, size, request_id, accepted_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (import_id, key.tenant, key.project, *asked_for, size, request_id or import_id, now()),
    )
    return import_id


def require_room(con: Connection, key: ProjectKey, quota: Quota, size: int, *, is_long: bool = False) -> None:
    """Raise `QueueFullError` if one more action of so many bytes would be more than the project may have waiting.

    Long actions have a quota of their own, and take nothing of the others'.
    """
    query = """SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM import_queue
        WHERE tenant = ? AND project = ? AND is_long = ? AND ended_at IS NULL"""
    count, waiting = con.execute(query, (key.tenant, key.project, is_long)).fetchone()
    noun = "backfills" if is_long else "imports"
    if count >= quota.imports:
        what = f"{count:,} {noun}"
    elif waiting and waiting + size > quota.size:
        what = f"{noun} of {waiting:,} bytes"
    else:
        return
    message = f"{what} wait in the queue of this project already, as many as may."
    setting = f"ORDERS_MAX_WAITING_{noun.upper()} and ORDERS_MAX_WAITING_BYTES set how much may wait."
    raise QueueFullError(message, "Send it again when some are done.", operator_hint=f"Send it again later; {setting}")


def find(home: Path, import_id: str, owner: ProjectKey | None = None) -> QueuedImport | None:
    """The action, if it is in this home's queue and, where there is an `owner` who asks, of that project."""
    found = _select(home, "import_id = ?", (import_id,))
    return next((each for each in found if owner is None or each.key == owner), None)


def page(home: Path, key: ProjectKey, limit: int, before: datetime | None = None) -> list[QueuedImport]:
    """The project's newest actions that were accepted before a time, the newest first, without their reports."""
    until = "9999" if before is None else written(before)
    where = "tenant = ? AND project = ? AND accepted_at < ? ORDER BY accepted_at DESC, position DESC LIMIT ?"
    return _select(home, where, (key.tenant, key.project, until, limit), report="NULL")


def known_ids(home: Path, import_ids: Sequence[str]) -> set[str]:
    """Which of these actions are in the queue."""
    if not import_ids or not has_intake(home):
        return set()
    marks = ", ".join("?" * len(import_ids))
    query = f"SELECT import_id FROM import_queue WHERE import_id IN ({marks})"  # noqa: S608 - question marks
    with open_intake(home) as con:
        return {import_id for (import_id,) in con.execute(query, import_ids)}


def waiting_sources(home: Path, key: ProjectKey) -> set[str]:
    """The names of the files that the project's actions will still read."""
    unfinished = _select(
        home, "tenant = ? AND project = ? AND ended_at IS NULL", (key.tenant, key.project), report="NULL"
    )
    return {Path(source).name for queued in unfinished for source in queued.sources}


def unfinished(home: Path, key: ProjectKey, kind: ActionType | None = None) -> list[QueuedImport]:
    """The project's actions that have not ended, or those of one kind, the first accepted first."""
    where = "tenant = ? AND project = ? AND ? IN ('', kind) AND ended_at IS NULL ORDER BY position"
    return _select(home, where, (key.tenant, key.project, kind.value if kind else ""), report="NULL")


def count_before(home: Path, queued: QueuedImport) -> int:
    """How many actions of its lane that have not ended came before it."""
    query = """SELECT count(*) FROM import_queue
        WHERE tenant = ? AND project = ? AND position < ? AND ended_at IS NULL"""
    [(count,)] = read_intake(home, query, (queued.key.tenant, queued.key.project, queued.position))
    return int(count)


def usual_duration(home: Path, key: ProjectKey) -> timedelta:
    """How long the lane's last short actions took on average, from start to end; zero if there were none."""
    where = "tenant = ? AND project = ? AND status = 'DONE' AND NOT is_long ORDER BY accepted_at DESC LIMIT ?"
    done = _select(home, where, (key.tenant, key.project, _RECENT), report="NULL")
    took = [each.ended_at - each.started_at for each in done if each.ended_at and each.started_at]
    return sum(took, timedelta()) / max(len(took), 1)


def waiting_by_lane(home: Path) -> dict[ProjectKey, int]:
    """How many short actions of each lane Prefect has not heard of yet."""
    if not has_intake(home):
        return {}
    query = """SELECT tenant, project, count(*) FROM import_queue
        WHERE ended_at IS NULL AND flow_run_id IS NULL AND NOT is_long GROUP BY tenant, project"""
    with open_intake(home) as con:
        return {ProjectKey(tenant, project): count for tenant, project, count in con.execute(query)}


def long_actions(home: Path) -> list[QueuedImport]:
    """The long actions of all lanes that have not ended, without what they report."""
    return _select(home, "ended_at IS NULL AND is_long ORDER BY position", (), report="NULL")


def select(con: Connection, where: str, values: tuple[str | int, ...], report: str = "report") -> list[QueuedImport]:
    """The actions for which a condition of ours holds; `report` NULL leaves the reports where they are."""
    return [QueuedImport.of_row(row) for row in con.execute(_query(where, report), values).fetchall()]


def _select(home: Path, where: str, values: tuple[str | int, ...], report: str = "report") -> list[QueuedImport]:
    if not has_intake(home):
        return []
    return [QueuedImport.of_row(row) for row in read_intake(home, _query(where, report), values)]


def _query(where: str, report: str) -> str:
    columns = COLUMNS if report == "report" else COLUMNS.removesuffix("report") + report
    return f"SELECT {columns} FROM import_queue WHERE {where}"  # noqa: S608 - texts of ours
