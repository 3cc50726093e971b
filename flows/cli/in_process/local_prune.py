"""Pruning in this process, once whoever works on the project is done."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from tasks.retention.kept import History
from tasks.retention.old_files import bodies_too_old, rejects_files_without_texts
from tasks.retention.prune import prune
from tasks.warehouse.location import folder_beside


def prune_here(key: ProjectKey, settings: Settings, *, is_dry: bool) -> dict[History, int]:
    """How much of each kind of history was too old by the settings; it is gone unless `is_dry`."""
    with project_alone(key, settings) as con:
        counts = prune(con, settings.kept, naive_utc_now(), is_dry=is_dry)
        files = rejects_files_without_texts(con, folder_beside(settings.home, key, "rejects"))
    bodies = bodies_too_old(settings.home, key, settings.kept.bodies)
    if not is_dry:
        for path in [*files, *bodies]:
            path.unlink(missing_ok=True)
    return {**counts, History.BODIES: len(bodies)}
