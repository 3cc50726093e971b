"""Brings memberships up to date with the filters, for the customers in the temporary table `touched`.

Invariant: the tables that grow (`segment_members`, `customers`) are read once per call, however many segments
there are; the segments are told apart on the few customers concerned.
"""

from collections.abc import Sequence
from datetime import datetime

from schemas.segment import Segment
from schemas.segment_filter import parse_filter
from tasks.segment_facts import Binder
from tasks.segment_sql import compile_filter
from tasks.warehouse import Connection, sql

ALL_FACTS = f"({sql('segment_facts').format(customers='customers', summaries='customer_summaries')})"


def store_facts(con: Connection) -> None:
    """Put what filters can ask about the customers in `touched` into the temporary table `facts`."""
    facts = sql("segment_facts").format(customers="touched_customers", summaries="touched_summaries")
    con.execute(sql("store_facts").format(facts=facts))


def matching(facts: str, segment_id: str, filter_: object, now: datetime, binder: Binder) -> str:
    """A query for (segment_id, customer_id) of those in `facts` who meet a decoded JSON filter, as seen at `now`.

    `facts` is SQL of ours: a table, or `ALL_FACTS` for all customers. Raises `UsageError` if the filter is wrong.
    """
    compiled = compile_filter(parse_filter(filter_), now, binder)
    names = {"segment_id": binder.bind(segment_id), "columns": compiled.columns, "condition": compiled.condition}
    return sql("matching_customers").format(facts=facts, **names)


def update_memberships(
    con: Connection, segments: Sequence[Segment], import_id: str | None, now: datetime, event_types: Sequence[str]
) -> None:
    """Let the customers in `facts` enter and leave `segments` (auto-update), in the caller's transaction.

    Writes segment_members, segment_changes, the events of active segments (of `event_types` only) and the segments'
    own summaries. `import_id` is the import that caused it, if one did.
    """
    if not segments:
        return
    binder = Binder()
    queries = [matching("facts", segment.id, segment.filter, now, binder) for segment in segments]
    con.execute(
        sql("store_matched").format(queries="\nUNION ALL\n".join(f"({query})" for query in queries)), binder.values
    )
    segment_ids = sorted(segment.id for segment in segments)
    refreshed = {"segment_ids": segment_ids}
    stamp = {"now": now, "import_id": import_id}
    con.execute(sql("present_members"), {"first_id": segment_ids[0], "last_id": segment_ids[-1]})
    con.execute(sql("membership_changes"), refreshed)
    con.execute(sql("remove_members"))
    con.execute(sql("enter_members"), stamp)
    con.execute(sql("record_changes"), stamp)
    con.execute(sql("emit_events"), {**stamp, "cause": import_id or now.isoformat(), "event_types": list(event_types)})
    con.execute(sql("count_changes"), {**refreshed, "now": now})


def drop_temporary_tables(con: Connection) -> None:
    """Give back the memory of a refresh."""
    for table in ("touched", "facts", "matched", "present", "changes"):
        con.execute(sql("drop_temporary").format(table=table))
