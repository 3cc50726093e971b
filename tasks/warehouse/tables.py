"""All tables of a database, whatever they are."""

from tasks.warehouse.statements import Connection, quoted_name, sql


def copy_tables(con: Connection) -> None:
    """Let the tables of the connection's database have the rows of those in the attached one, `old`, and no others."""
    for (table,) in con.execute(sql("warehouse/tables_to_copy")).fetchall():
        con.execute(sql("warehouse/empty_table").format(table=quoted_name(table)))
        con.execute(sql("warehouse/copy_table").format(table=quoted_name(table)))
