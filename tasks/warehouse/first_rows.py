"""A row in each empty table, for a moment, in storages that else look for statistics in vain with each statement.

Of a table that never had a row, DuckLake asks its catalog five times whenever a statement reads it, as it keeps no
empty answer; half of the tables of most projects are such. Nobody sees the rows: until they are deleted, the database
is not up to date (`tasks.warehouse.migrations`), and whoever finds it so brings it up to date first.
"""

from datetime import datetime

from tasks.warehouse.statements import Connection, quoted_name, sql, transaction

UNFINISHED = 0
"""The version that no migration has, as long as the rows are there; its name is a list of the tables."""


def write_first_rows(con: Connection, now: datetime) -> None:
    """Give each empty table a row, in the caller's transaction; `delete_first_rows` has to follow."""
    filled: dict[str, list[str]] = {}
    for table, column, value in con.execute(sql("warehouse/columns_to_fill")).fetchall():
        filled.setdefault(table, []).append(f"{value} AS {quoted_name(column)}")
    empty = [table for table in filled if not _has_rows(con, table)]
    for table in empty:
        con.execute(sql("warehouse/first_row").format(table=quoted_name(table), values=", ".join(filled[table])))
    con.execute("INSERT INTO schema_migrations VALUES (?, ?, ?)", [UNFINISHED, ",".join(empty), now])


def delete_first_rows(con: Connection) -> None:
    """Take them away, all together; also those of a process that was killed before it could."""
    with transaction(con):
        for (table,) in con.execute(sql("warehouse/tables_with_first_rows"), {"version": UNFINISHED}).fetchall():
            con.execute(sql("warehouse/no_row").format(table=quoted_name(table)))
        con.execute("DELETE FROM schema_migrations WHERE version = ?", [UNFINISHED])


def _has_rows(con: Connection, table: str) -> bool:
    return bool(con.execute(sql("warehouse/any_row").format(table=quoted_name(table))).fetchall())
