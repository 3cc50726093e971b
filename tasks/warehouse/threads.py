"""How many threads, and so cores, the statements of an import use.

A few thousand rows in a small database are done as soon by one thread as by several, and in less of the machine's
time, which is for other lanes' imports and for Prefect's server.
"""

from tasks.warehouse.statements import Connection, sql

_FEW_ROWS, _FEW_STORED = 10_000, 500_000


def limit_threads(con: Connection, row_count: int) -> None:
    """Let all connections of this process to the database use as many threads as `row_count` rows need."""
    [(stored_count,)] = con.execute(sql("warehouse/count_stored")).fetchall()
    is_small = row_count <= _FEW_ROWS and stored_count <= _FEW_STORED
    con.execute("SET GLOBAL threads = 1" if is_small else "RESET GLOBAL threads")
