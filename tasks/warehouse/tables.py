"""All tables of a database, whatever they are."""

from tasks.warehouse.statements import Connection, sql


def copy_tables(con: Connection) -> None:
    """Let the tables of the connection's database have the rows of those in the attached one, `old`, and no others."""
    for (table,) in con.execute(sql("warehouse/tables_to_copy")).fetchall():
        con.execute(sql("warehouse/empty_table").format(table=_quoted(table)))
        con.execute(sql("warehouse/copy_table").format(table=_quoted(table)))


def _quoted(name: str) -> str:
    """A name of a table, as statements have it; it comes out of a database of ours."""
    return '"' + name.replace('"', '""') + '"'
