"""The upkeep of a lake as the product does it, and beside writers."""

from datetime import timedelta
from itertools import chain

import duckdb

from tasks.warehouse.storages.lake.upkeep import A_TWENTIETH, steps

# for those runs that let the catalog keep rows, as no project's does
_FLUSH = "CALL ducklake_flush_inlined_data('lake')"


def maintain(con: duckdb.DuckDBPyConnection, keep: timedelta) -> tuple[int, int]:
    """All steps; how many rows they returned and how many met a write beside them and are left for the next time.

    What is older than `keep` goes: no transaction beside may take longer.
    """
    done = refused = 0
    for step in chain([_FLUSH], steps(keep, A_TWENTIETH)):
        try:
            done += len(con.execute(step).fetchall())
        except duckdb.Error as error:
            if "conflict" not in str(error):
                raise
            refused += 1
    return done, refused
