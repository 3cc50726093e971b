"""What all rows of a project come to, whichever storage they are in."""

from typing import NamedTuple

from tasks.warehouse.statements import Connection, quoted_name, sql


class Checksum(NamedTuple):
    """Of one table: how many rows it has, and the sum of their hashes as texts, which no order changes."""

    row_count: int
    sum: int


def checksums(con: Connection) -> dict[str, Checksum]:
    """Of each table, by its name."""
    tables: dict[str, list[str]] = {}
    for table, column in con.execute(sql("warehouse/columns_of_tables")).fetchall():
        tables.setdefault(table, []).append(quoted_name(column))
    statement = sql("warehouse/checksum")
    found = {}
    for table, columns in tables.items():
        row = con.execute(statement.format(table=quoted_name(table), columns=", ".join(columns))).fetchone()
        found[table] = Checksum(*(row or (0, 0)))
    return found
