"""Brings memberships up to date with the filters, for the customers in the temporary table `touched`.

Invariant: after an import, the tables that grow (`segment_members`, `customers`) are read once, however many segments
there are; the segments are told apart on the few customers concerned. For everyone it is a few segments at a time: all
customers times all segments would not fit in memory.
"""

from collections.abc import Sequence
from datetime import datetime

from schemas.segments.segment import Segment
from tasks.segments.binder import Binder
from tasks.warehouse.statements import Connection, sql

# DuckDB plans one statement of many segments in time that grows with their square
_SEGMENTS_AT_ONCE = 50
# of segment and customer, that a rebuild looks at in one go
_MOST_PAIRS = 1_000_000
ALL_FACTS = f"({sql('segments/segment_facts').format(customers='customers', summaries='customer_summaries')})"


def store_facts(con: Connection) -> None:
    """Put what filters can ask about the customers in `touched` into the temporary table `facts`."""
    facts = sql("segments/segment_facts").format(customers="touched_customers", summaries="summaries")
    con.execute(sql("segments/store_facts").format(facts=facts))


def matching(facts: str, segment_id: str, filter_: object, now: datetime, binder: Binder) -> str:
    """A query for (segment_id, customer_id) of those in `facts` who meet a decoded JSON filter, as seen at `now`.

    `facts` is SQL of ours: a table, or `ALL_FACTS` for all customers. Raises `UsageError` if the filter is wrong.
    """
    # an import into a project without segments has no use for the language of filters
    from schemas.segments.filter import parse_filter
    from tasks.segments.filter_sql import compile_filter

    compiled = compile_filter(parse_filter(filter_), now, binder)
    names = {"segment_id": binder.bind(segment_id), "columns": compiled.columns, "condition": compiled.condition}
    return sql("segments/matching_customers").format(facts=facts, **names)


def update_memberships(
    con: Connection, segments: Sequence[Segment], import_id: str | None, now: datetime, event_types: Sequence[str]
) -> None:
    """Let the customers in `facts` enter and leave `segments` (auto-update), in the caller's transaction.

    Writes segment_members, segment_changes, the events of active segments (of `event_types` only) and the segments'
    own summaries. `import_id` is the import that caused it, if one did.
    """
    if segments:
        con.execute(sql("segments/present_members").format(looked_at="customer_id IN (SELECT id FROM facts)"))
        _apply(con, segments, import_id, now, event_types)


def rebuild_memberships(
    con: Connection, segments: Sequence[Segment], now: datetime, event_types: Sequence[str]
) -> None:
    """The same when `facts` has everyone: one segment after the other, or several if few customers are looked at."""
    [(customer_count,)] = con.execute("SELECT count(*) FROM facts").fetchall()
    at_once = max(1, min(_SEGMENTS_AT_ONCE, _MOST_PAIRS // max(customer_count, 1)))
    for start in range(0, len(segments), at_once):
        some = segments[start : start + at_once]
        of_some = "segment_id IN (SELECT unnest(CAST($segment_ids AS VARCHAR[])))"
        names = {"segment_ids": [segment.id for segment in some]}
        con.execute(sql("segments/present_members").format(looked_at=of_some), names)
        _apply(con, some, None, now, event_types)


def leave_every_segment(
    con: Connection, customer_ids: Sequence[str], import_id: str, now: datetime, event_types: Sequence[str]
) -> None:
    """Let customers who are to be deleted leave all segments, static ones too, in the caller's transaction."""
    con.execute(sql("segments/leave_every_segment"), {"customer_ids": list(customer_ids)})
    left = [segment_id for (segment_id,) in con.execute("SELECT DISTINCT segment_id FROM changes").fetchall()]
    _record(con, left, import_id, now, event_types)


def _apply(
    con: Connection, segments: Sequence[Segment], import_id: str | None, now: datetime, event_types: Sequence[str]
) -> None:
    """Compare who is in `present` with who matches, and write what that changes."""
    con.execute(sql("segments/empty_matched"))
    for start in range(0, len(segments), _SEGMENTS_AT_ONCE):
        _store_matched(con, segments[start : start + _SEGMENTS_AT_ONCE], now)
    segment_ids = [segment.id for segment in segments]
    con.execute(sql("segments/membership_changes"), {"segment_ids": segment_ids})
    con.execute(sql("segments/enter_members"), {"now": now, "import_id": import_id})
    _record(con, segment_ids, import_id, now, event_types)


def _store_matched(con: Connection, segments: Sequence[Segment], now: datetime) -> None:
    """Add those who match some of the segments to `matched`, all in one statement."""
    binder = Binder()
    queries = [matching("facts", segment.id, segment.filter, now, binder) for segment in segments]
    union = "\nUNION ALL\n".join(f"({query})" for query in queries)
    con.execute(sql("segments/store_matched").format(queries=union), binder.values)


def _record(
    con: Connection, segment_ids: Sequence[str], import_id: str | None, now: datetime, event_types: Sequence[str]
) -> None:
    """Write what is in `changes`: who is a member no longer, the history, the events, the segments' own summaries."""
    stamp = {"now": now, "import_id": import_id}
    con.execute(sql("segments/remove_members"))
    con.execute(sql("segments/record_changes"), stamp)
    con.execute(
        sql("segments/emit_events"), {**stamp, "cause": import_id or now.isoformat(), "event_types": list(event_types)}
    )
    con.execute(sql("segments/count_changes"), {"segment_ids": list(segment_ids), "now": now})


def drop_temporary_tables(con: Connection) -> None:
    """Give back the memory of a refresh."""
    for table in ("touched", "summaries", "facts", "matched", "present", "changes"):
        con.execute(sql("segments/drop_temporary").format(table=table))
