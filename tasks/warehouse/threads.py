"""How many threads, and so cores, the statements of an import use; and how much memory those of a backfill.

A few thousand rows in a small database are done as soon by one thread as by several, and in less of the machine's
time, which is for other lanes' imports and for Prefect's server. Where many transactions follow one another in one
process, DuckDB keeps what it has read until most of the machine's memory is full, unless it is told how much it may.
"""

from tasks.warehouse.statements import Connection, sql

_FEW_ROWS, _FEW_STORED = 10_000, 200_000
_MEGABYTE = 1_000_000
_LEAST_MEMORY, _FOR_WORK = 256 * _MEGABYTE, 128 * _MEGABYTE
# DuckDB keeps 16 KiB for each 2,048 rows of which one was ever deleted, and lets none of it go
_KEPT_BYTES_A_ROW = 8.25


def limit_threads(con: Connection, row_count: int) -> None:
    """Let all connections of this process to the database use as many threads as `row_count` rows need."""
    [(stored_count,)] = con.execute(sql("warehouse/count_stored")).fetchall()
    is_small = row_count <= _FEW_ROWS and stored_count <= _FEW_STORED
    con.execute("SET GLOBAL threads = 1" if is_small else "RESET GLOBAL threads")


def limit_memory(con: Connection) -> None:
    """Let all connections of this process to the database keep little; what needs more goes to disk beside it.

    It is 256 MB, and more from about 15,000,000 stored rows on, as what DuckDB must keep of rows that were replaced
    grows with them.
    """
    [(replaceable_count,)] = con.execute(sql("warehouse/count_replaceable")).fetchall()
    limit = max(_LEAST_MEMORY, _FOR_WORK + round(replaceable_count * _KEPT_BYTES_A_ROW))
    con.execute(f"SET GLOBAL memory_limit = '{limit // _MEGABYTE}MB'")


def free_memory(con: Connection) -> None:
    """Let them keep as much as DuckDB does by itself again."""
    con.execute("RESET GLOBAL memory_limit")
