"""Rows in which a person is looked for by name: reports, sources, filters, and what others were sent."""

from typing import NamedTuple

import polars as pl

from tasks.erasure.replacements import replace_texts
from tasks.erasure.traces import Traces
from tasks.warehouse.statements import Connection, sql


class _Place(NamedTuple):
    table: str
    column: str
    condition: str = "true"


# what a backfill under way was asked to read is what it goes on by
_PLACES = (
    _Place("imports", "source"),
    _Place("imports", "report"),
    _Place("backfills", "command", "is_ended"),
    _Place("backfills", "loaded"),
    _Place("backfill_sources", "name", "backfill_id IN (SELECT id FROM backfills WHERE is_ended)"),
    _Place("undos", "report"),
    _Place("row_mentions", "metadata_keys"),
    _Place("segments", "name"),
    _Place("segments", "filter"),
    _Place("deliveries", "data"),
    _Place("deliveries", "last_answer"),
)


def redact(con: Connection, traces: Traces) -> int:
    """Replace what names the person in these texts, in the caller's transaction; in how many of them."""
    return sum(_redact(con, place, traces) for place in _PLACES)


def _redact(con: Connection, place: _Place, traces: Traces) -> int:
    query = sql("erasure/texts_that_name").format(**place._asdict())
    found = con.execute(query, {"pattern": traces.pattern}).pl()
    if found.is_empty():
        return 0
    texts = pl.Series([traces.redacted(text) for text in found["text"]], dtype=pl.String)
    replace_texts(con, place.table, found.select("place", texts.alias(place.column)))
    return found.height
