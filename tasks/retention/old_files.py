"""Files beside the database that are too old: those of rejected orders whose texts are pruned, and received bodies."""

from datetime import timedelta
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.inbox import old_bodies
from tasks.intake.queue.import_queue import waiting_sources
from tasks.warehouse.statements import Connection, sql

_KINDS = (".rejects.ndjson", ".reasons.ndjson")


def rejects_files_without_texts(con: Connection, folder: Path) -> list[Path]:
    """The files of imports of whose rejected orders no text is kept."""
    pruned = [import_id for (import_id,) in con.execute(sql("retention/imports_without_texts")).fetchall()]
    paths = (folder / f"{import_id}{kind}" for import_id in pruned for kind in _KINDS)
    return [path for path in paths if path.exists()]


def bodies_too_old(home: Path, key: ProjectKey, days: int | None) -> list[Path]:
    """The project's received bodies that came in longer ago, and that no import will still read."""
    if days is None:
        return []
    needed = waiting_sources(home, key)
    return [body for body in old_bodies(home, timedelta(days=days)).get(key, []) if body.name not in needed]
