"""Segments of customers (contract §4): made, their members listed, deleted.

Static segments keep the customers they were made with; auto-update ones follow their filter (`tasks.segments.refresh`).
A segment is active while a rule uses it, which `tasks.rules` sees to. All times are naive UTC.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

import polars as pl

from schemas.errors import UsageError
from schemas.segments.filter import parse_filter, require_moderate
from schemas.segments.segment import Segment, SegmentMember
from schemas.segments.segment_type import SegmentType
from tasks.segments.binder import Binder
from tasks.segments.lookup import find_segment, list_segments
from tasks.segments.memberships import ALL_FACTS, matching
from tasks.segments.refresh import finish_earlier
from tasks.warehouse.statements import Connection, sql, transaction

MOST_SEGMENTS = 2_000
MOST_STATIC_MEMBERS = 20_000


class NameTakenError(UsageError):
    """There is a segment of this name already."""


class SegmentInUseError(UsageError):
    """A rule needs the segment."""


def create_segment(
    con: Connection,
    name: str,
    segment_type: SegmentType,
    definition: Mapping[str, object] | Sequence[str],
    now: datetime,
) -> Segment:
    """Make a segment of `definition` and store its first members, without events.

    The definition of an auto-update segment is a decoded JSON filter, that of a static one a list of at most
    20,000 customers by id or source_id. Raises `UsageError` if the name is taken or empty, the filter is wrong, a
    customer is not known, or the project has 2,000 segments already: each costs time at each write.
    """
    _check_name(con, name)
    finish_earlier(con)
    is_static = segment_type == SegmentType.STATIC
    segment_id, binder = f"seg_{uuid4().hex}", Binder()
    if is_static:
        con.register("chosen", _find_customers(con, definition))
        customers = "chosen"
    else:
        require_moderate(parse_filter(definition))
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
    segments = list_segments(con)
    if len(segments) >= MOST_SEGMENTS:
        message = f"The project has {len(segments):,} segments, and it can have {MOST_SEGMENTS:,}."
        raise UsageError(message, "Delete one that is not used first.")
    if any(segment.name == name for segment in segments):
        message = f"There is already a segment {name!r}."
        raise NameTakenError(message, "Choose another name, or delete that segment first.")


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


def members(con: Connection, id_or_name: str, limit: int) -> list[SegmentMember]:
    """At most `limit` present members, the first to enter first."""
    values = {"segment_id": find_segment(con, id_or_name).id, "limit": limit}
    return [SegmentMember(**row) for row in con.execute(sql("segments/list_members"), values).pl().to_dicts()]


def delete_segment(con: Connection, id_or_name: str) -> None:
    """Delete a segment and its members; raises `SegmentInUseError` if it is active. Its changes and events stay."""
    segment = find_segment(con, id_or_name)
    if segment.is_active:
        message = f"The segment {segment.name!r} is in use."
        raise SegmentInUseError(message, "Delete the distributions and earning rules that use it first.")
    finish_earlier(con)
    with transaction(con):
        con.execute(sql("segments/delete_members"), {"segment_id": segment.id})
        con.execute(sql("segments/delete_segment"), {"segment_id": segment.id})
