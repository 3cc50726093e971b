"""Brings customers' summaries and the auto-update segments up to date, with all that this may cause.

`refresh` looks at the customers an import touched, `rebuild` at all of them, which time makes necessary: who ordered
"less than 30 days ago" changes without an import. All times are naive UTC, and the time it is comes from the caller.

Invariant: imports have their effects in the order in which they were stored, each as of that time and under its own
mode, whatever crashes or writes come in between (contract §1): whoever changes orders, customers, segments or rules
calls `finish_earlier` first.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from schemas.errors import DatabaseBusyError, OrdersError, RetryableError
from schemas.reports.report import SegmentRefresh
from schemas.segments.segment import Segment
from schemas.segments.segment_type import SegmentType
from tasks.effects.effects import plan_effects, record_effects
from tasks.effects.trigger_policy import Cause
from tasks.segments.lookup import find_segment, list_segments
from tasks.segments.memberships import drop_temporary_tables, rebuild_memberships, store_facts, update_memberships
from tasks.segments.summaries import summarise_touched
from tasks.warehouse.key_hashes import hash_of
from tasks.warehouse.statements import Connection, sql, transaction


def refresh(con: Connection, import_id: str) -> list[SegmentRefresh]:
    """Bring summaries and memberships of the customers an import touched up to date, in one transaction.

    It is as of the time the orders were stored. Returns what the import did to each auto-update segment. Nothing is
    done twice: a refresh that was committed has nothing left to do, and answers the same.
    """
    due = _due(con)
    _finish(con, takewhile(lambda earlier: earlier[0] != import_id, due))
    loaded_at = dict(due).get(import_id)
    if loaded_at is not None:
        _refresh(con, import_id, loaded_at)
    return refreshed_by(con, import_id)


def finish_earlier(con: Connection) -> None:
    """Do the refreshes that interrupted imports have left, those stored first first.

    Raises `RetryableError` if one fails: what comes after it would change what it may cause. Whoever meets a busy
    database waits for it, as ever.
    """
    _finish(con, _due(con))


def _finish(con: Connection, due: Iterable[tuple[str, datetime]]) -> None:
    for import_id, loaded_at in due:
        try:
            _refresh(con, import_id, loaded_at)
        except DatabaseBusyError:
            raise  # busy is not failed
        except Exception as error:
            why = error.message if isinstance(error, OrdersError) else type(error).__name__
            failed = f"The segments of {import_id} have to be brought up to date first, which failed"
            message, detail = f"{failed}: {why}.", f"{failed}: {error}."
            hint = "Nothing else was stored; try again."
            raise RetryableError(message, hint, detail=detail) from error


def _due(con: Connection) -> list[tuple[str, datetime]]:
    """The imports whose refresh is due and when their orders were stored, those stored first first."""
    due: list[tuple[str, datetime]] = con.execute(sql("segments/due_refreshes")).fetchall()
    return due


def _refresh(con: Connection, import_id: str, now: datetime) -> None:
    with transaction(con):
        con.execute(sql("segments/touch_pending").format(hash=hash_of("id")), {"import_id": import_id})
        refresh_touched(con, Cause.HISTORICAL_IMPORT, import_id, now)
        drop_temporary_tables(con)


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


def rebuild(con: Connection, now: datetime, id_or_name: str | None = None) -> list[Segment]:
    """Recompute all customers' summaries and the members of one or of all auto-update segments, in one transaction.

    Entries and departures are recorded without an import. Returns the segments as they are now.
    """
    finish_earlier(con)
    chosen = _auto_update(con) if id_or_name is None else [find_segment(con, id_or_name)]
    plan = plan_effects(con, Cause.ONGOING_UPDATE, None)
    with transaction(con):
        con.execute(sql("segments/touch_everyone"))
        summarise_touched(con)
        store_facts(con)
        auto_update = [segment for segment in chosen if segment.type is SegmentType.AUTO_UPDATE]
        rebuild_memberships(con, auto_update, now, plan.event_types)
        record_effects(con, plan, None, now)
        drop_temporary_tables(con)
    now_stored = {segment.id: segment for segment in list_segments(con)}
    return [now_stored[segment.id] for segment in chosen]


def _auto_update(con: Connection) -> list[Segment]:
    return [segment for segment in list_segments(con) if segment.type is SegmentType.AUTO_UPDATE]
