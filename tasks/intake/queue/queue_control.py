"""What a person wants of a long action that is at work: that it stops, waits, or goes on; and its place in the lane.

Invariant: a long action is never stopped inside a portion. What is asked of it is noted in its row, and its run does it
after the portion at work. So whatever is asked, and whoever dies meanwhile, what is stored is known.
"""

import time
from pathlib import Path
from typing import Literal

from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from tasks.intake.database import open_intake, open_intake_in_turn
from tasks.intake.queue.import_queue import find
from tasks.intake.queue.queued_import import QueuedImport, now

PAUSED = "somebody to resume it"


def ask_to(home: Path, import_id: str, what: Literal["cancel", "pause"]) -> bool:
    """Note what a long action is to do after the portion at work; False if it has ended, or is none.

    One that is paused goes on, to do what there is to do.
    """
    update = """UPDATE import_queue SET asked_to = ?,
        attempt = attempt + CASE WHEN paused_at IS NULL THEN 0 ELSE 1 END,
        place = CASE WHEN paused_at IS NULL THEN place END,
        flow_run_id = CASE WHEN paused_at IS NULL THEN flow_run_id END,
        waits_for = CASE WHEN paused_at IS NULL THEN waits_for END, paused_at = NULL
        WHERE import_id = ? AND ended_at IS NULL AND is_long"""
    with open_intake(home) as con:
        return con.execute(update, (what, import_id)).rowcount == 1


def asked_to(home: Path, import_id: str) -> str | None:
    """What has been asked of it and is not done."""
    with open_intake(home) as con:
        found = con.execute("SELECT asked_to FROM import_queue WHERE import_id = ?", (import_id,)).fetchone()
    return None if found is None or found[0] is None else str(found[0])


def paused(home: Path, import_id: str, waits_for: str = PAUSED) -> None:
    """Note that it waits to be resumed, and what for."""
    update = """UPDATE import_queue SET paused_at = ?, asked_to = NULL, waits_for = ?, waited = 0
        WHERE import_id = ? AND ended_at IS NULL"""
    with open_intake(home) as con:
        con.execute(update, (now(), waits_for, import_id))


def pause(home: Path, import_id: str, owner: ProjectKey | None = None) -> QueuedImport:
    """Let a long action wait, from the end of the portion at work until it is resumed; its row.

    Raises `NotFoundError` if the queue does not know it, `UsageError` if it has ended or is not a long one.
    """
    queued = _long(home, import_id, owner)
    if queued.ended_at is not None:
        message = f"{import_id} has ended already: it is {queued.status}."
        raise UsageError(message, "Only what has not ended can be paused.")
    if queued.paused_at is None:
        ask_to(home, import_id, "pause")
    return _long(home, import_id, owner)


def resume(home: Path, import_id: str, owner: ProjectKey | None = None) -> QueuedImport:
    """Let a paused action go on, at the end of its lane; its row.

    Raises `NotFoundError` if the queue does not know it, `UsageError` if nobody has paused it.
    """
    queued = _long(home, import_id, owner)
    if queued.ended_at is not None or (queued.paused_at is None and queued.asked_to != "pause"):
        message = f"{import_id} is not paused: it is {queued.status}."
        raise UsageError(message, "What has failed can be tried again.")
    go_on = """UPDATE import_queue SET attempt = attempt + 1, flow_run_id = NULL, place = NULL, waits_for = NULL,
        paused_at = NULL WHERE import_id = ? AND paused_at IS NOT NULL"""
    with open_intake(home) as con:
        con.execute(go_on, (import_id,))
        con.execute("UPDATE import_queue SET asked_to = NULL WHERE import_id = ?", (import_id,))
    return _long(home, import_id, owner)


def run_anew(home: Path, import_id: str, what: Literal["cancel"]) -> None:
    """Let another run do what was asked of one that is gone, such as one that was cancelled in Prefect's UI."""
    update = """UPDATE import_queue SET asked_to = ?, attempt = attempt + 1, flow_run_id = NULL, place = NULL
        WHERE import_id = ? AND ended_at IS NULL"""
    with open_intake(home) as con:
        con.execute(update, (what, import_id))


def last_place(home: Path, key: ProjectKey, import_id: str) -> int:
    """Give an action that lets others have the lane a place after all that Prefect has of the lane; the place."""
    with open_intake_in_turn(home, key) as con:
        query = "SELECT coalesce(max(place), 0) FROM import_queue WHERE tenant = ? AND project = ?"
        (last,) = con.execute(query, (key.tenant, key.project)).fetchone()
        place: int = max(last + 1, time.time_ns() // 1000)
        con.execute("UPDATE import_queue SET place = ? WHERE import_id = ?", (place, import_id))
    return place


def _long(home: Path, import_id: str, owner: ProjectKey | None) -> QueuedImport:
    queued = find(home, import_id, owner)
    if queued is None:
        message = f"There is no import or other action {import_id}."
        raise NotFoundError(message, operator_hint="`orders imports` lists what a project has.")
    if not queued.kind.is_long:
        message = f"{import_id} is of the type {queued.kind}, which is done at once."
        raise UsageError(message, "Only a backfill can be paused; this can be cancelled.")
    return queued
