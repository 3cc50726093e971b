"""Pruning in this process, once whoever works on the project is done."""

from flows.cli.in_process.alone import project_alone
from flows.settings import Settings
from schemas.clock import naive_utc_now
from schemas.ids import ProjectKey
from tasks.retention.kept import History
from tasks.retention.project import prune_project


def prune_here(key: ProjectKey, settings: Settings, *, is_dry: bool) -> dict[History, int]:
    """How much of each kind of history was too old by the settings; it is gone unless `is_dry`."""
    with project_alone(key, settings) as con:
        return prune_project(con, settings.home, key, settings.kept, naive_utc_now(), is_dry=is_dry)
