"""The upkeep of a lake: it makes few large files of many small ones and deletes those that nothing needs any more."""

from datetime import UTC, datetime, timedelta

import duckdb

_STEPS = (
    "CALL ducklake_flush_inlined_data('lake')",
    "CALL ducklake_expire_snapshots('lake', older_than => $until)",
    "CALL ducklake_merge_adjacent_files('lake')",
    "CALL ducklake_rewrite_data_files('lake', delete_threshold => 0.05)",
    "CALL ducklake_expire_snapshots('lake', older_than => $until)",
    "CALL ducklake_cleanup_old_files('lake', older_than => $until)",
)


def maintain(con: duckdb.DuckDBPyConnection, keep: timedelta) -> tuple[int, int]:
    """All steps; how many rows they returned and how many met a write beside them and are left for the next time.

    What is older than `keep` goes: no transaction beside may take longer.
    """
    done = refused = 0
    for step in _STEPS:
        until = datetime.now(UTC) - keep
        try:
            done += len(con.execute(step.replace("$until", f"TIMESTAMPTZ '{until.isoformat()}'")).fetchall())
        except duckdb.Error as error:
            if "conflict" not in str(error):
                raise
            refused += 1
    return done, refused
