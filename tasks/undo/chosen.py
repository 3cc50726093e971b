"""What an undo takes back: which imports count no more after it, and which count again.

An undo counts until it is undone itself; an import counts unless an undo that counts took it back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.errors import NotFoundError, UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from schemas.timestamps import to_the_second
from tasks.imports import history
from tasks.retention.kept import History
from tasks.retention.pruned import pruned_until
from tasks.warehouse.statements import Connection, sql

Undo = tuple[str, list[str]]
"""Its id, and what it took back."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is undone (`undone`), and what comes of it: `gone` imports count no more, those `back` count again.

    `inactive` are all that do not count afterwards, `concerned` all imports that were ever undone, and these.
    """

    undone: list[str]
    gone: list[str]
    back: list[str]
    inactive: list[str]
    concerned: list[str]


def undos_of(con: Connection) -> list[Undo]:
    """All undos of the project, the first made first."""
    made: list[Undo] = con.execute("SELECT id, undone FROM undos ORDER BY rowid").fetchall()
    return made


def inactive(undos: Iterable[Undo]) -> set[str]:
    """The imports and undos that do not count."""
    gone: set[str] = set()
    for undo_id, undone in reversed(list(undos)):
        if undo_id not in gone:
            gone.update(undone)
    return gone


def choose(con: Connection, undo_id: str, undone: list[str]) -> Chosen:
    """What undoing these comes to."""
    before = undos_of(con)
    after = [*before, (undo_id, undone)]
    was, will_be = inactive(before), inactive(after)
    made = {each for each, _ in after}
    ever = {each for _, of_one in after for each in of_one} - made
    return Chosen(
        undone=undone,
        gone=sorted(will_be - was - made),
        back=sorted(was - will_be - made),
        inactive=sorted(will_be - made),
        concerned=sorted(ever),
    )


def register_chosen(con: Connection, chosen: Chosen) -> None:
    """Make the choice readable to `tasks/undo/sql`."""
    for name in ("concerned", "inactive", "gone", "back"):
        con.execute(sql("undo/chosen_imports").format(name=name), {"import_ids": getattr(chosen, name)})


def require_undoable(con: Connection, key: ProjectKey, import_id: str) -> None:
    """Raise `UsageError` if there is nothing that could be taken back."""
    row = history.find_row(con, import_id)
    if row is None:
        message = f"{key} has no import {import_id}."
        raise NotFoundError(message, operator_hint="`orders imports` lists what it has.")
    undos = undos_of(con)
    if import_id in inactive(undos):
        by = [undo_id for undo_id, undone in undos if import_id in undone][-1]
        message = f"{import_id} is undone already, by {by}."
        raise UsageError(message, "Undo that to have it back.", operator_hint=f"`orders undo {by}` restores it.")
    if row.loaded_at is None and row.status == ImportStatus.FAILED:
        message = f"{import_id} has failed and wrote nothing."
        raise UsageError(message, "There is nothing to undo.")
    if row.finished_at is None:
        message = f"{import_id} is still under way."
        raise UsageError(message, "Undo it once it has ended.")
    [(is_undoable,)] = con.execute(sql("undo/is_undoable"), {"import_id": import_id}).fetchall()
    if not is_undoable:
        message = f"{import_id} cannot be undone: not all is kept of what its rows were before."
        until = pruned_until(con).get(History.VERSIONS)
        if until is None or row.started_at >= until:
            raise UsageError(message, "Imports by earlier releases stay.")
        raise UsageError(message, f"Versions were pruned until {to_the_second(until)} (UTC); imports from before stay.")
