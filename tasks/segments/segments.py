"""Segments of customers (contract §4): made, listed, refreshed after an import, deleted.

Static segments keep the customers they were made with. Auto-update ones follow their filter: `refresh` looks at the
customers an import touched, `rebuild` at all of them, which time makes necessary: who ordered "less than 30 days
ago" changes without an import. All times are naive UTC, and the time it is comes from the caller.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import polars as pl

from schemas.errors import NotFoundError, UsageError
from schemas.report import SegmentRefresh
from schemas.segments.segment import Segment, SegmentMember, SegmentType
from tasks.effects.effects import plan_effects, record_effects
from tasks.effects.trigger_policy import Cause
from tasks.segments.facts import Binder
from tasks.segments.memberships import (
    ALL_FACTS,
    drop_temporary_tables,
    matching,
    rebuild_memberships,
    store_facts,
    update_memberships,
)
from tasks.segments.summaries import summarise_touched
from tasks.warehouse.statements import Connection, sql, transaction

MOST_STATIC_MEMBERS = 20_000


def create_segment(
    con: Connection, name: str, segment_type: SegmentType, definition: Mapping[str, Any] | Sequence[str], now: datetime
) -> Segment:
    """Make a segment of `definition` and store its first members, without events.

    The definition of an auto-update segment is a decoded JSON filter, that of a static one a list of at most
    20,000 customers by id or source_id. Raises `UsageError` if the name is taken or empty, the filter is wrong, or a
    customer is not known.
    """
    _check_name(con, name)
    is_static = segment_type == SegmentType.STATIC
    segment_id, binder = f"seg_{uuid4().hex}", Binder()
    if is_static:
        con.register("chosen", _find_customers(con, definition))
        customers = "chosen"
    else:
        customers = f"({matching(ALL_FACTS, segment_id, definition, now, binder)})"
    names = {"segment_id": binder.bind(segment_id), "now": binder.bind(now), "customers": customers}
    row = {"id": segment_id, "name": name, "type": SegmentType(segment_type).value, "now": now}
    with transaction(con):
        con.execute(sql("segments/insert_first_members").format(**names), binder.values)
        con.execute(sql("segments/insert_segment"), {**row, "filter": None if is_static else json.dumps(definition)})
    return find_segment(con, segment_id)


def _check_name(con: Connection, name: str) -> None:
    if not name.strip() or not name.isprintable():
        message = f"{name!r} is not a name for a segment."
        raise UsageError(message, "Give it at least one letter, on one line.")
    if any(segment.name == name for segment in list_segments(con)):
        message = f"There is already a segment {name!r}."
        raise UsageError(message, "Choose another name, or delete that segment first.")


def _find_customers(con: Connection, named: object) -> pl.DataFrame:
    """The column customer_id of all customers in a list of ids and source_ids, each once."""
    if not isinstance(named, list | tuple) or not all(isinstance(each, str) for each in named):
        message = "A static segment is made of a list of customers."
        raise UsageError(message, 'Write their ids or source_ids as ["cust_…", "C-17"].')
    if len(named) > MOST_STATIC_MEMBERS:
        message = f"{len(named):,} customers are too many for a static segment."
        raise UsageError(message, f"Give at most {MOST_STATIC_MEMBERS:,}, or use an auto-update segment.")
    con.register("named", pl.DataFrame({"name": named}, schema={"name": pl.String}).with_row_index("position"))
    found = con.execute(sql("segments/find_customers")).pl()
    unknown = found.filter(pl.col("customer_id").is_null())
    if unknown.height:
        message = (
            f"There is no customer {unknown['name'][0]!r}, by id or by source_id ({unknown.height} unknown in all)."
        )
        raise UsageError(message, "Import an order of that customer first, or leave it out.")
    return found.select("customer_id").unique()


def list_segments(con: Connection) -> list[Segment]:
    """All segments with their own summaries, the biggest first."""
    rows = con.execute(sql("segments/list_segments")).pl().to_dicts()
    return [Segment(**{**row, "filter": row["filter"] and json.loads(row["filter"])}) for row in rows]


def find_segment(con: Connection, id_or_name: str) -> Segment:
    """One segment by its id, else by its name; raises `UsageError` if there is none."""
    segments = list_segments(con)
    for segment in [*(each for each in segments if each.id == id_or_name), *segments]:
        if id_or_name in (segment.id, segment.name):
            return segment
    message = f"There is no segment {id_or_name!r}."
    raise NotFoundError(message, operator_hint="`orders segment list` shows their ids and names.")


def members(con: Connection, id_or_name: str, limit: int) -> list[SegmentMember]:
    """At most `limit` present members, the first to enter first."""
    values = {"segment_id": find_segment(con, id_or_name).id, "limit": limit}
    return [SegmentMember(**row) for row in con.execute(sql("segments/list_members"), values).pl().to_dicts()]


def activate(con: Connection, id_or_name: str) -> None:
    """Let the segment emit events from here on; its members so far have none. Active segments stay active."""
    con.execute(sql("segments/activate_segment"), {"segment_id": find_segment(con, id_or_name).id})


def delete_segment(con: Connection, id_or_name: str) -> None:
    """Delete a segment and its members; raises `UsageError` if it is active. Its changes and events stay."""
    segment = find_segment(con, id_or_name)
    if segment.is_active:
        message = f"The segment {segment.name!r} is in use."
        raise UsageError(message, "Delete the distributions and earning rules that use it first.")
    with transaction(con):
        con.execute(sql("segments/delete_members"), {"segment_id": segment.id})
        con.execute(sql("segments/delete_segment"), {"segment_id": segment.id})


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
    return refreshed_by(con, import_id)


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


def refreshed_by(con: Connection, import_id: str) -> list[SegmentRefresh]:
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
