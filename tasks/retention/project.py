"""Prunes a project as a whole: its database, and the files beside it."""

from datetime import datetime
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.retention.kept import History, Kept
from tasks.retention.old_files import bodies_too_old, rejects_files_without_texts
from tasks.retention.prune import prune
from tasks.warehouse.location import folder_beside
from tasks.warehouse.statements import Connection


def prune_project(
    con: Connection, home: Path, key: ProjectKey, kept: Kept, now: datetime, *, is_dry: bool
) -> dict[History, int]:
    """How much of each kind of history was too old at `now` (naive UTC); it is gone unless `is_dry`."""
    counts = prune(con, kept, now, is_dry=is_dry)
    files = rejects_files_without_texts(con, folder_beside(home, key, "rejects"))
    bodies = bodies_too_old(home, key, kept.bodies)
    if not is_dry:
        for path in [*files, *bodies]:
            path.unlink(missing_ok=True)
    return {**counts, History.BODIES: len(bodies)}
