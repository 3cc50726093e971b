"""Removes from a project's database what is older than it is to be kept, in one transaction, and notes that."""

from datetime import datetime

from tasks.retention.kept import History, Kept
from tasks.segments.refresh import finish_earlier
from tasks.warehouse.statements import Connection, rolled_back, sql, transaction

_VERSIONS = ("order_versions", "order_item_versions", "customer_versions", "product_versions", "sku_versions")
_STATEMENTS: dict[History, list[str]] = {
    History.VERSIONS: [
        sql("retention/prune_mentions"),
        *(sql("retention/prune_versions").format(table=table) for table in _VERSIONS),
    ],
    History.REJECTS: [sql("retention/prune_rejects")],
    History.EVENTS: [sql("retention/prune_events"), sql("retention/prune_segment_changes")],
    History.DELIVERIES: [sql("retention/prune_deliveries")],
}


def prune(con: Connection, kept: Kept, now: datetime, *, is_dry: bool = False) -> dict[History, int]:
    """How many rows of each kind were too old at `now` (naive UTC) and are gone; with `is_dry` they stay.

    Of a rejected order only its text goes: what was wrong with how many is part of its import's report.
    """
    finish_earlier(con)
    if is_dry:
        with rolled_back(con):
            return _prune(con, kept, now)
    with transaction(con):
        return _prune(con, kept, now)


def _prune(con: Connection, kept: Kept, now: datetime) -> dict[History, int]:
    counts: dict[History, int] = {}
    for what, until in kept.limits(now).items():
        if what not in _STATEMENTS:
            continue
        done = [con.execute(statement, {"until": until}).fetchone() for statement in _STATEMENTS[what]]
        counts[what] = sum(row[0] for row in done if row)
        if counts[what] and what is History.VERSIONS:
            con.execute(sql("retention/limit_undo"), {"until": until})
        if counts[what]:
            values = {"what": what.value, "until": until, "now": now, "row_count": counts[what]}
            con.execute(sql("retention/note_pruning"), values)
    return counts
