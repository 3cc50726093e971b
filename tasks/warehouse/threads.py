"""How many threads, and so cores, the statements of an import use; and how much memory those of a backfill.

A few thousand rows in a small database are done as soon by one thread as by several, and in less of the machine's
time, which is for other lanes' imports and for Prefect's server. Where many transactions follow one another in one
process, DuckDB keeps what it has read until most of the machine's memory is full, unless it is told how much it may.
"""

from tasks.warehouse.statements import Connection, sql

_FEW_ROWS, _FEW_STORED = 10_000, 500_000
_MEMORY = "256MB"


def limit_threads(con: Connection, row_count: int) -> None:
    """Let all connections of this process to the database use as many threads as `row_count` rows need."""
    [(stored_count,)] = con.execute(sql("warehouse/count_stored")).fetchall()
    is_small = row_count <= _FEW_ROWS and stored_count <= _FEW_STORED
    con.execute("SET GLOBAL threads = 1" if is_small else "RESET GLOBAL threads")


def limit_memory(con: Connection) -> None:
    """Let all connections of this process to the database keep so much; what needs more goes to disk beside it."""
    con.execute(f"SET GLOBAL memory_limit = '{_MEMORY}'")


def free_memory(con: Connection) -> None:
    """Let them keep as much as DuckDB does by itself again."""
    con.execute("RESET GLOBAL memory_limit")
