"""Brings customers' summaries and the auto-update segments up to date, with all that this may cause.

`refresh` looks at the customers an import touched, `rebuild` at all of them, which time makes necessary: who ordered
"less than 30 days ago" changes without an import. All times are naive UTC, and the time it is comes from the caller.
"""

from datetime import datetime

from schemas.report import SegmentRefresh
from schemas.segments.segment import Segment, SegmentType
from tasks.effects.effects import plan_effects, record_effects
from tasks.effects.trigger_policy import Cause
from tasks.segments.memberships import drop_temporary_tables, rebuild_memberships, store_facts, update_memberships
from tasks.segments.segments import find_segment, list_segments
from tasks.segments.summaries import summarise_touched
from tasks.warehouse.statements import Connection, sql, transaction


def refresh(con: Connection, import_id: str, now: datetime) -> list[SegmentRefresh]:
    """Bring summaries and memberships of the customers an import touched up to date, in one transaction.

    Returns what the import did to each auto-update segment. Nothing is done twice: a refresh that was committed has
    nothing left to do, and answers the same.
    """
    with transaction(con):
        con.execute(sql("segments/touch_pending"), {"import_id": import_id})
        if con.sql("SELECT 1 FROM touched LIMIT 1").fetchone():
            refresh_touched(con, Cause.HISTORICAL_IMPORT, import_id, now)
        drop_temporary_tables(con)
    return _refreshed_by(con, import_id)


def refresh_touched(con: Connection, cause: Cause, import_id: str, now: datetime) -> None:
    """Refresh the customers in the temporary table `touched`, with all effects, in the caller's transaction."""
    plan = plan_effects(con, cause, import_id)
    summarise_touched(con)
    chosen = _auto_update(con)
    if chosen or plan.tells_of_objects:  # nothing else can have effects
        store_facts(con)
        update_memberships(con, chosen, import_id, now, plan.event_types)
        record_effects(con, plan, import_id, now)
    con.execute(sql("segments/delete_pending"), {"import_id": import_id})


def _refreshed_by(con: Connection, import_id: str) -> list[SegmentRefresh]:
    """What an import did to each auto-update segment, as recorded."""
    rows = con.execute(sql("segments/segment_refreshes"), {"import_id": import_id}).pl().to_dicts()
    return [SegmentRefresh(**row) for row in rows]


def rebuild(
    con: Connection, now: datetime, id_or_name: str | None = None, *, leave_pending: bool = True
) -> list[Segment]:
    """Recompute all customers' summaries and the members of one or of all auto-update segments, in one transaction.

    Entries and departures are recorded without an import. With `leave_pending`, customers of an import that was
    interrupted before its refresh are left to it, since it knows what they may cause. Returns the segments as they are
    now.
    """
    chosen = _auto_update(con) if id_or_name is None else [find_segment(con, id_or_name)]
    plan = plan_effects(con, Cause.ONGOING_UPDATE, None)
    with transaction(con):
        con.execute(sql("segments/leave_out"), {"leave_pending": leave_pending})
        con.execute(sql("segments/touch_everyone"))
        summarise_touched(con)
        store_facts(con)
        for segment in chosen:
            if segment.type is SegmentType.AUTO_UPDATE:
                rebuild_memberships(con, segment, now, plan.event_types)
        record_effects(con, plan, None, now)
        drop_temporary_tables(con)
    return [find_segment(con, segment.id) for segment in chosen]


def _auto_update(con: Connection) -> list[Segment]:
    return [segment for segment in list_segments(con) if segment.type is SegmentType.AUTO_UPDATE]
