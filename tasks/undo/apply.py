"""Writes the rows of one kind as they are to be, and keeps what they were, as an import does."""

from datetime import datetime

from schemas.orders.frames import Kind
from schemas.reports.undo_report import Changed
from tasks.undo.columns import STORED, columns, differs, has_other_items
from tasks.warehouse.key_hashes import hash_columns, with_hashes
from tasks.warehouse.statements import Connection, sql

_TEMPORARY = (
    "undo_rows",
    "undo_events",
    "undo_plan",
    "undo_counting",
    "undo_target",
    "undo_merged",
    "undo_staying",
    "undo_other_items",
    "undo_changes",
)


def find_changes(con: Connection, kind: Kind) -> list[tuple[str, str, str]]:
    """Make the temporary tables `undo_staying` and `undo_changes` from what `tasks.undo.replay` has made.

    Returns id, source_id and writer of what stays as it is, as another row has its source_id by now.
    """
    con.execute(sql(f"undo/staying_{kind.table}"))
    if kind is Kind.ORDER:
        con.execute(sql("undo/other_items").format(stored=STORED, hashes=hash_columns("order_items")))
    names = {"table": kind.table, "differs": differs(kind), "has_other_items": has_other_items(kind)}
    con.execute(sql("undo/changes").format(**names))
    taken: list[tuple[str, str, str]] = con.execute(sql("undo/names_taken").format(table=kind.table)).fetchall()
    for row_id, _, _ in taken:
        con.execute("DELETE FROM undo_changes WHERE id = ?", [row_id])
    return taken


def apply(con: Connection, kind: Kind, undo_id: str, write_number: int, now: datetime) -> Changed:
    """Write what `find_changes` has found, in the caller's transaction."""
    names = {"table": kind.table, "versions": kind.versions}
    stamp = {"undo_id": undo_id, "now": now}
    flag = ", c.has_other_items" if kind is Kind.ORDER else ""
    kept = {**names, "has_other_items": flag, "hashes": hash_columns(kind.table)}
    con.execute(sql("undo/keep_versions").format(**kept), {**stamp, "write_number": write_number})
    con.execute(sql("undo/delete_changed").format(**names))
    inserted = {**names, "columns": ", ".join(columns(kind)), "hashes": with_hashes(kind.table)}
    con.execute(sql("undo/insert_changed").format(**inserted), stamp)
    if kind is Kind.ORDER:
        con.execute(
            sql("undo/keep_items").format(hashes=hash_columns("order_items")), {**stamp, "write_number": write_number}
        )
        con.execute(sql("undo/delete_items"))
        con.execute(sql("undo/insert_items").format(hashes=with_hashes("order_items")), {"undo_id": undo_id})
    [(gone, restored, changed)] = con.execute(sql("undo/count_changes")).fetchall()
    return Changed(removed=gone, restored=restored, changed=changed)


def forget(con: Connection) -> None:
    """Give back the memory."""
    for table in _TEMPORARY:
        con.execute(sql("segments/drop_temporary").format(table=table))
