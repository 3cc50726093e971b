"""What becomes of the actions in the queue: handed over to Prefect, at work, waiting, ended, cancelled, tried again.

Invariant: an action that has ended stays so, until somebody asks for it to be tried again; then it takes a new place,
at the end of the queue. Its flow run and the dispatcher may both say that it has ended: the first one counts.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from schemas.action_type import ActionType
from schemas.clock import utc_now
from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportReport, ImportStatus
from tasks.intake.database import Connection, open_intake, open_intake_in_turn
from tasks.intake.inbox import is_received
from tasks.intake.queue.import_queue import find, select
from tasks.intake.queue.queued_import import AnyAsked, QueuedImport, now, written

KEPT = timedelta(days=30)
_ALL = sys.maxsize


def take_places(home: Path, key: ProjectKey, limit: int | None) -> list[QueuedImport]:
    """The lane's first actions that Prefect is to hear of next, each with its place; none while `limit` are with it.

    Long actions are handed over at once and count as none: they share the lane, so that all of them are soon at work.
    A place is later than all places given in the lane before, and not earlier than now: it does not change when the
    clock of this machine, or of Prefect's server, goes back. Asked again, the same imports have the same places.
    """
    names = (key.tenant, key.project)
    with open_intake_in_turn(home, key) as con:
        of_lane = "FROM import_queue WHERE tenant = ? AND project = ?"
        short = f"SELECT count(flow_run_id) {of_lane} AND ended_at IS NULL AND NOT is_long"
        (with_prefect,) = con.execute(short, names).fetchone()
        (last,) = con.execute(f"SELECT coalesce(max(place), 0) {of_lane}", names).fetchone()
        room = _ALL if limit is None else max(0, limit - with_prefect)
        for queued in _to_hand_over(con, names, room):
            if queued.place is None:
                last = max(last + 1, time.time_ns() // 1000)
                con.execute("UPDATE import_queue SET place = ? WHERE import_id = ?", (last, queued.import_id))
        return _to_hand_over(con, names, room)


def _to_hand_over(con: Connection, names: tuple[str, str], room: int) -> list[QueuedImport]:
    where = """tenant = ? AND project = ? AND ended_at IS NULL AND flow_run_id IS NULL AND paused_at IS NULL
        AND is_long = ? ORDER BY position LIMIT ?"""
    found = [*select(con, where, (*names, False, room)), *select(con, where, (*names, True, _ALL))]
    return sorted(found, key=lambda queued: queued.position)


def handed_over(home: Path, runs: Sequence[tuple[QueuedImport, str]]) -> list[QueuedImport]:
    """Note the flow run that each import has become; gives those that were cancelled in the meantime."""
    with open_intake(home) as con:
        for queued, run_id in runs:
            con.execute(
                "UPDATE import_queue SET flow_run_id = ? WHERE import_id = ? AND attempt = ?",
                (run_id, queued.import_id, queued.attempt),
            )
        ended = [found for queued, _ in runs for found in _row(con, queued.import_id) if found.ended_at is not None]
    return [found for found in ended if found.started_at is None]


def lanes_to_feed(home: Path, limit: int) -> list[ProjectKey]:
    """The lanes in which actions wait of which Prefect has not heard, and fewer than `limit` short ones are with it.

    That which has waited longest comes first.
    """
    query = """SELECT tenant, project FROM import_queue WHERE ended_at IS NULL AND paused_at IS NULL
        GROUP BY tenant, project
        HAVING count(*) FILTER (WHERE NOT is_long AND flow_run_id IS NULL) > 0
                AND count(*) FILTER (WHERE NOT is_long AND flow_run_id IS NOT NULL) < ?
            OR count(*) FILTER (WHERE is_long AND flow_run_id IS NULL) > 0
        ORDER BY min(position) FILTER (WHERE flow_run_id IS NULL)"""
    with open_intake(home) as con:
        return [ProjectKey(tenant, project) for tenant, project in con.execute(query, (limit,))]


def silent(home: Path) -> list[QueuedImport]:
    """The actions that Prefect has, and that have not ended."""
    with open_intake(home) as con:
        return select(con, "ended_at IS NULL AND flow_run_id IS NOT NULL AND paused_at IS NULL", (), report="NULL")


def prune(home: Path) -> None:
    """Forget actions that ended longer ago than `KEPT`: Prefect's history and the project's database know of them."""
    with open_intake(home, is_durable=False) as con:
        con.execute("DELETE FROM import_queue WHERE ended_at < ?", (written(utc_now() - KEPT),))


def begin(home: Path, key: ProjectKey, import_id: str, flow_run_id: str, asked: AnyAsked) -> QueuedImport:
    """Note that a flow run has begun with an action; one that was started without the queue gets its row now.

    One that had failed is open again if this is another run of it. One that was cancelled stays so. A long one is at
    work from its first portion on, also while others have the lane.
    """
    asked_for = (asked.kind.value, asked.kind.is_long, json.dumps(asked.as_parameters()))
    row = (import_id, key.tenant, key.project, *asked_for, import_id, now(), flow_run_id)
    with open_intake(home, is_durable=False) as con:
        con.execute(
            """INSERT INTO import_queue AS q
            (import_id, tenant, project, kind, is_long, parameters, size, request_id, accepted_at, flow_run_id)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
            ON CONFLICT (import_id) DO UPDATE SET flow_run_id = excluded.flow_run_id,
                attempt = q.attempt + CASE WHEN q.ended_at IS NULL THEN 0 ELSE 1 END,
                ended_at = NULL, message = NULL, detail = NULL,
                status = CASE WHEN q.is_long AND q.ended_at IS NULL THEN q.status ELSE 'ENQUEUED' END,
                started_at = CASE WHEN q.is_long THEN q.started_at END,
                report = CASE WHEN q.is_long THEN q.report END, paused_at = NULL
            WHERE q.ended_at IS NULL OR (q.status = 'FAILED' AND q.flow_run_id <> excluded.flow_run_id)""",
            row,
        )
        return _row(con, import_id)[0]


def at_work(home: Path, import_id: str) -> None:
    """Note that an action has its lane and its database."""
    update = """UPDATE import_queue SET status = 'IN_PROGRESS', started_at = coalesce(started_at, ?),
        waits_for = NULL, waited = 0 WHERE import_id = ? AND ended_at IS NULL"""
    with open_intake(home, is_durable=False) as con:
        con.execute(update, (now(), import_id))


def progress(home: Path, import_id: str, percent: float, report: ActionReport | None = None) -> None:
    """Note how far an action is, and what it has done so far if that is to be told before its end."""
    update = """UPDATE import_queue SET progress = ?, report = coalesce(?, report)
        WHERE import_id = ? AND ended_at IS NULL"""
    text = None if report is None else report.model_dump_json()
    with open_intake(home, is_durable=False) as con:
        con.execute(update, (min(99, int(percent)), text, import_id))


def waits(home: Path, import_id: str, what: str, seconds: float) -> float:
    """Note what an action has waited for, these seconds more; how long it has waited in all."""
    update = """UPDATE import_queue SET status = CASE WHEN is_long THEN status ELSE 'ENQUEUED' END,
        started_at = CASE WHEN is_long THEN started_at END, waits_for = ?, waited = waited + ?
        WHERE import_id = ? AND ended_at IS NULL RETURNING waited"""
    with open_intake(home, is_durable=False) as con:
        found = con.execute(update, (what, seconds, import_id)).fetchall()
    return max((waited for (waited,) in found), default=0.0)


def end(
    home: Path,
    import_id: str,
    status: ImportStatus,
    message: str,
    report: ImportReport | ActionReport | None,
    detail: str | None = None,
) -> None:
    """Note how an action has ended; `message` is for anybody, `detail` for the operator where it says more."""
    update = """UPDATE import_queue SET status = ?, message = ?, detail = ?, report = ?, ended_at = ?, waits_for = NULL,
        progress = CASE ? WHEN 'DONE' THEN 100 ELSE progress END WHERE import_id = ? AND ended_at IS NULL"""
    text = None if report is None else report.model_dump_json()
    with open_intake(home) as con:
        con.execute(update, (status.value, message, detail, text, now(), status.value, import_id))


def note_done(
    home: Path, key: ProjectKey, import_id: str, asked: AnyAsked, report: ActionReport, began: datetime
) -> None:
    """Note an action that was done without the queue, in a shell, from the aware time `began` until now."""
    insert = """INSERT INTO import_queue
        (import_id, tenant, project, kind, parameters, size, request_id, accepted_at, started_at, ended_at,
        status, progress, message, report) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, 'DONE', 100, ?, ?)
        ON CONFLICT DO NOTHING"""
    asked_for = (asked.kind.value, json.dumps(asked.as_parameters()))
    times = (written(began), written(began), now())
    with open_intake(home) as con:
        row = (import_id, key.tenant, key.project, *asked_for, import_id, *times)
        con.execute(insert, (*row, report.message, report.model_dump_json()))


def cancel(home: Path, import_id: str) -> bool:
    """End an action that has not begun to work; False if it has, or has ended."""
    update = """UPDATE import_queue SET status = 'FAILED', message = 'Cancelled before it began.', ended_at = ?,
        waits_for = NULL WHERE import_id = ? AND ended_at IS NULL AND started_at IS NULL"""
    with open_intake(home) as con:
        return con.execute(update, (now(), import_id)).rowcount == 1


def retry(home: Path, import_id: str, owner: ProjectKey | None = None) -> QueuedImport:
    """Put an action that has failed at the end of its lane again, under the same id.

    Raises `NotFoundError` if the queue does not know it, `UsageError` unless it has failed and what it reads is there.
    """
    queued = find(home, import_id, owner)
    if queued is None:
        message = f"There is no import or other action {import_id}."
        raise NotFoundError(message, operator_hint="`orders imports` lists what a project has.")
    if queued.status is not ImportStatus.FAILED:
        message = f"{import_id} has not failed: it is {queued.status}."
        raise UsageError(message, "Only what has failed can be tried again.")
    is_unnamed = queued.kind is ActionType.ORDERS_IMPORT and not queued.sources
    if is_unnamed or any(is_received(home, queued.key, each) and not Path(each).exists() for each in queued.sources):
        message = f"What {import_id} was sent is not kept any more."
        raise UsageError(message, "Send it again.")
    kept = "import_id, tenant, project, kind, is_long, parameters, size, request_id, accepted_at, attempt, started_at"
    take = f"""DELETE FROM import_queue WHERE import_id = ? AND status = 'FAILED'
        RETURNING {kept.replace("attempt, started_at", "attempt + 1, CASE WHEN is_long THEN started_at END")}"""  # noqa: S608
    put_back = f"INSERT INTO import_queue ({kept}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - names of ours
    with open_intake_in_turn(home, queued.key) as con:
        con.executemany(put_back, con.execute(take, (import_id,)).fetchall())
        return _row(con, import_id)[0]


def _row(con: Connection, import_id: str) -> list[QueuedImport]:
    return select(con, "import_id = ?", (import_id,))
