"""Writes a staged batch in the caller's transaction: rows, what they replaced, rejects, and the refresh that is due."""

from datetime import datetime

import polars as pl

from schemas.orders.frames import Kind, Staged
from schemas.reports.report import Loaded, Written
from tasks.warehouse.key_hashes import with_hashes
from tasks.warehouse.statements import Connection, register, sql, unordered, written_count


def write(con: Connection, staged: Staged, import_id: str, now: datetime, *, is_read_here: bool = False) -> Loaded:
    """Write all of `staged` in the caller's transaction. `now` is naive UTC; an `imports` row is brought up to date.

    With `is_read_here`, this transaction has also read the rows that are replaced; within it, no row is moved.
    """
    stamp = {"import_id": import_id, "now": now}
    write_number = next_write_number(con)
    delete = "load/delete_there" if is_read_here else "load/delete_at_places"
    loaded = _loaded(staged)
    with unordered(con):
        for kind, rows in staged.rows.items():
            _upsert(con, kind, rows, _replaced(staged, kind), {**stamp, "write_number": write_number}, delete)
        _replace_items(con, staged, {**stamp, "write_number": write_number}, delete)
        register(con, "staged", staged.mentioned)
        con.execute(sql("load/insert_mentions"), {"import_id": import_id, "write_number": write_number})
        register(con, "staged", staged.rejects)
        con.execute(sql("load/insert_rejects"), {"import_id": import_id})
        register(con, "staged", staged.touched.to_frame("customer_id"))
        con.execute(sql("load/insert_pending_refreshes"), {"import_id": import_id})
        con.execute(sql("load/mark_loaded"), {**stamp, "failed_count": staged.rejects.height, **_counts(loaded)})
    return loaded


def next_write_number(con: Connection) -> int:
    """The number of a transaction that writes rows: higher than those of all before."""
    con.execute(sql("load/count_write"))
    [(number,)] = con.execute("SELECT last_number FROM write_counter").fetchall()
    return int(number)


def _replaced(staged: Staged, kind: Kind) -> pl.DataFrame:
    replaced = staged.replaced[kind]
    if kind is not Kind.ORDER:
        return replaced
    return replaced.with_columns(has_other_items=pl.col("id").is_in(staged.items_of.implode()))


def _upsert(
    con: Connection, kind: Kind, rows: pl.DataFrame, replaced: pl.DataFrame, stamp: dict[str, object], delete: str
) -> None:
    # the names of the tables are ours, from Kind
    names = {"table": kind.table, "versions": kind.versions}
    if replaced.height:
        register(con, "replaced", replaced)
        con.execute(sql("load/keep_replaced").format(**names), stamp)
        _delete(con, delete, replaced, kind.table, "id")
    if rows.height:
        _insert(con, rows, kind.table)


def _replace_items(con: Connection, staged: Staged, stamp: dict[str, object], delete: str) -> None:
    if staged.replaced_items.height:
        register(con, "replaced", staged.replaced_items)
        con.execute(sql("load/keep_replaced").format(versions="order_item_versions"), stamp)
        _delete(con, delete, staged.replaced_items, "order_items", "order_id")
    if staged.items.height:
        _insert(con, staged.items, "order_items")


def _insert(con: Connection, rows: pl.DataFrame, table: str) -> None:
    register(con, "staged", rows)
    con.execute(sql("load/insert_rows").format(table=table, hashes=with_hashes(table)))


def _delete(con: Connection, statement: str, replaced: pl.DataFrame, table: str, key: str) -> None:
    """Delete the rows `replaced`, registered as such, by their places; by `key` if they are no longer there."""
    names = {"table": table, "key": key}
    if written_count(con, sql(statement).format(**names)) < replaced.height:
        con.execute(sql("load/delete_replaced").format(**names))


def _loaded(staged: Staged) -> Loaded:
    written = {kind.table: _written(staged, kind) for kind in Kind}
    counts = {name: getattr(staged, name) for name in ("row_count", "done_count", "stale_count")}
    return Loaded(**counts, warnings=staged.warnings, **written)


def _written(staged: Staged, kind: Kind) -> Written:
    replaced_count = staged.replaced[kind].height
    inserted_count = staged.rows[kind].height - replaced_count
    return Written(inserted=inserted_count, updated=replaced_count + staged.unchanged[kind])


def _counts(loaded: Loaded) -> dict[str, object]:
    return {"row_count": loaded.row_count, "done_count": loaded.done_count, "report": loaded.model_dump_json()}
