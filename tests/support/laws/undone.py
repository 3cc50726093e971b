"""Imports, changes and undos in one database, and what of it an undo has to leave as if it had never been."""

import json
from datetime import timedelta
from typing import Any

from schemas.reports.undo_report import UndoReport
from schemas.segments.segment_type import SegmentType
from tasks.segments.refresh import refresh
from tasks.segments.segments import create_segment
from tasks.undo.undo import UndoRequest, undo
from tasks.warehouse.statements import Connection
from tests.support.projects.stages import KEY, NOW, clear, import_texts, rows, state

_STAMPS = ("import_id", "updated_at", "source_row", "position")
_FOLLOWING = (
    "customer_summaries",
    "segment_members",
    "segment_changes",
    "segments",
    "undos",
    "dropped_effects",
    "events",
)
_BIG = {"junction": "and", "summary.orders.total_amount": {"conditions": {"$more_than": 5}}}
LATER = NOW + timedelta(days=1)


def start(con: Connection) -> None:
    """An empty project with a segment."""
    clear(con)
    for table in _FOLLOWING:
        con.execute(f"DELETE FROM {table}")
    create_segment(con, "big", SegmentType.AUTO_UPDATE, _BIG, NOW)


def do_import(con: Connection, import_id: str, texts: list[str]) -> None:
    """A whole import, with what follows from it."""
    import_texts(con, texts, import_id)
    refresh(con, import_id)
    con.execute("UPDATE imports SET status = 'DONE', finished_at = started_at WHERE id = ?", [import_id])


def do_undo(con: Connection, undone: str, *, cascade: bool = False, undo_id: str | None = None) -> UndoReport:
    """Undo an import, under the id `undo_` and its own unless another is given."""
    return undo(con, UndoRequest(undo_id or f"undo_{undone}", KEY, undone, cascade), LATER)


def business(con: Connection, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """All that an undo has to set back, less the rows of these ids: columns, order, summaries and memberships."""
    kept = state(con, *_STAMPS)
    found: dict[str, Any] = {
        table: sorted(
            json.dumps(row, sort_keys=True, default=str) for row in kept[table] if row.get("id") not in without
        )
        for table in kept
    }
    found["order"] = [row_id for (row_id,) in con.execute("SELECT id FROM orders ORDER BY position").fetchall()]
    found["summaries"] = [{**row, "import_id": None} for row in rows(con, "customer_summaries")]
    found["members"] = con.execute("SELECT customer_id FROM segment_members ORDER BY ALL").fetchall()
    found["counted"] = con.execute("SELECT member_count FROM segments").fetchall()
    return found


def named_by_others(report: UndoReport) -> frozenset[str]:
    """Products and SKUs that stay for the orders of others that name them (contract §6)."""
    return frozenset(each.id for each in report.kept if each.why == "named by others")
