"""Few large files instead of many small ones, in a lake; by whoever has it open to change it, and nobody beside.

Each write adds files, and a delete adds one to each file that it touches, so that after some imports a read opens
hundreds. The settings are those that `docs/adr/0012-a-gate-for-ducklake.md` tries.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import duckdb

from schemas.clock import utc_now
from tasks.warehouse.statements import Connection

_MOST_FILES = 400
_KEPT = timedelta(hours=1)
"""For which a transaction that reads what is not the newest state may last."""
A_TWENTIETH, _ANY = 0.05, 1e-9
"""Of a file's rows, deleted: from then on it is written anew; and as soon as any is."""
_DUE = "SELECT coalesce(sum(file_count + delete_file_count), 0) FROM ducklake_table_info('lake')"
_STEPS = (
    "CALL ducklake_expire_snapshots('lake', older_than => {until})",
    "CALL ducklake_merge_adjacent_files('lake')",
    "CALL ducklake_rewrite_data_files('lake', delete_threshold => {threshold})",
    "CALL ducklake_expire_snapshots('lake', older_than => {until})",
    "CALL ducklake_cleanup_old_files('lake', older_than => {until})",
)

logger = logging.getLogger(__name__)


def keep_up(con: Connection) -> None:
    """Write files anew if there are many; what goes wrong is left for the next time, as all rows are there."""
    try:
        [(count,)] = con.execute(_DUE).fetchall()
        if count > _MOST_FILES:
            _maintain(con, _KEPT, A_TWENTIETH)
    except duckdb.Error as error:
        logger.warning("The files of a lake were not written anew, and will be later: %s", error)


def rewrite(con: Connection) -> None:
    """Let no file hold what was deleted or changed, nor the catalog; a transaction that still reads it fails."""
    _maintain(con, timedelta(0), _ANY)


def _maintain(con: Connection, kept: timedelta, threshold: float) -> None:
    for step in steps(kept, threshold):
        con.execute(step)


def steps(kept: timedelta, threshold: float) -> Iterator[str]:
    """The statements; what is older than `kept` goes, counted when its statement is asked for."""
    for step in _STEPS:
        until = f"TIMESTAMPTZ '{(utc_now() - kept).isoformat()}'"
        yield step.format(until=until, threshold=threshold)
