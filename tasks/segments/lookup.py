"""The segments that a project has: listed, and found by id or name."""

import json

from schemas.errors import NotFoundError
from schemas.segments.segment import Segment
from tasks.warehouse.statements import Connection, sql


def list_segments(con: Connection) -> list[Segment]:
    """All segments with their own summaries, the biggest first."""
    rows = con.execute(sql("segments/list_segments")).pl().to_dicts()
    return [Segment(**{**row, "filter": row["filter"] and json.loads(row["filter"])}) for row in rows]


def find_segment(con: Connection, id_or_name: str) -> Segment:
    """One segment by its id, else by its name; raises `NotFoundError` if there is none."""
    segments = list_segments(con)
    for segment in [*(each for each in segments if each.id == id_or_name), *segments]:
        if id_or_name in (segment.id, segment.name):
            return segment
    message = f"There is no segment {id_or_name!r}."
    raise NotFoundError(message, operator_hint="`orders segment list` shows their ids and names.")
