"""Two imports side by side: which rows only one of them has, and in which fields the others differ."""

from schemas.errors import NotFoundError
from schemas.ids import ProjectKey
from schemas.orders.frames import Kind
from schemas.reports.lineage import Difference, ImportsCompared, InBoth
from tasks.imports.history import find_row
from tasks.transform.mentioned import FIELDS
from tasks.warehouse.statements import Connection, sql

MOST_LISTED = 1_000


def compare_imports(con: Connection, key: ProjectKey, first: str, second: str) -> ImportsCompared:
    """What each left of the rows that it wrote or said something of.

    Raises `NotFoundError` if one is not there.
    """
    for import_id in (first, second):
        if find_row(con, import_id) is None:
            message = f"{key} has no import {import_id}."
            raise NotFoundError(message, operator_hint="`orders imports` lists what it has.")
    pair, kinds, differences = {"first": first, "second": second}, dict[str, InBoth](), list[Difference]()
    for kind in Kind:
        con.execute(sql("lineage/compared").format(table=kind.table, versions=kind.versions), pair)
        kinds[kind.table] = _counted(con, kind, pair)
        differences += _differences(con, kind, pair)
    con.execute(sql("segments/drop_temporary").format(table="compared"))
    shown = differences[:MOST_LISTED]
    return ImportsCompared(
        first=first, second=second, kinds=kinds, difference_count=len(differences), differences=shown
    )


def _counted(con: Connection, kind: Kind, pair: dict[str, str]) -> InBoth:
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in (*FIELDS[kind], "metadata"))
    [counts] = con.execute(sql("lineage/count_compared").format(differs=differs), pair).fetchall()
    only_first, only_second, equal, different = counts
    return InBoth(only_first=only_first, only_second=only_second, equal=equal, different=different)


def _differences(con: Connection, kind: Kind, pair: dict[str, str]) -> list[Difference]:
    columns = (*FIELDS[kind], "metadata")
    parts = {
        "fields": ", ".join(f"'{name}'" for name in columns),
        "firsts": ", ".join(f"a.{name}::VARCHAR" for name in columns),
        "seconds": ", ".join(f"b.{name}::VARCHAR" for name in columns),
    }
    found = con.execute(sql("lineage/differences").format(**parts), pair).fetchall()
    names = ("id", "source_id", "field", "first", "second")
    return [Difference(kind=kind.noun, **dict(zip(names, row, strict=True))) for row in found]
