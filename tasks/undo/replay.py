"""What the rows of one kind would be had some imports never been: what everybody else said of them, once more.

Temporary tables hold it: `undo_rows` (all versions), `undo_events`, `undo_plan`, `undo_counting` and `undo_target`,
made from `undo_concerned` (imports that were or are to be undone) and `undo_inactive` (those that do not count).
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import msgspec
import polars as pl

from schemas.orders.frames import Kind
from tasks.transform.merge import merge_objects
from tasks.undo.columns import items_until, values
from tasks.warehouse.statements import Connection, register, sql

_TOP_LEVEL = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KEYS = msgspec.json.Decoder(list[str])


def replay(con: Connection, kind: Kind) -> bool:
    """Make the temporary tables for one kind; reads only. Returns false if it has no rows that are concerned."""
    names = {"table": kind.table, "versions": kind.versions}
    con.execute(sql("undo/rows_concerned").format(**names, items_until=items_until(kind)))
    if con.execute("SELECT 1 FROM undo_rows LIMIT 1").fetchone() is None:
        return False
    con.execute(sql("undo/events").format(**names))
    con.execute(sql("undo/plan"))
    con.execute(sql("undo/counting"))
    con.execute(sql("undo/target").format(values=values(kind)))
    merged = list(_merged(con.execute(sql("undo/metadata_said")).fetchall()))
    register(con, "merged", pl.DataFrame(merged, schema={"id": pl.String, "metadata": pl.String}, orient="row"))
    con.execute(sql("undo/store_merged"))
    con.execute(sql("undo/set_metadata"))
    return True


def _merged(said: list[tuple[str, int, str, str | None]]) -> Iterator[tuple[str, str | None]]:
    for row_id, events in groupby(said, itemgetter(0)):
        yield row_id, merge_objects([(place, part_of(text, keys)) for _, place, text, keys in events])[0]


def part_of(metadata: str, keys: str | None) -> str:
    """The members of a JSON object that an event gave; all of them without `keys`."""
    if keys is None:
        return metadata
    names, members = set(_KEYS.decode(keys)), _TOP_LEVEL.decode(metadata)
    if names.issuperset(members):
        return metadata
    return msgspec.json.encode({name: value for name, value in members.items() if name in names}).decode()
