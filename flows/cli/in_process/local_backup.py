"""A backup and its way back in this process, once whoever works on the project is done."""

from typing import TYPE_CHECKING

from flows.cli.in_process.alone import say_who_is_ahead
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.backups.backup import back_up
from tasks.backups.restore import Restored, restore
from tasks.warehouse.connection import require_project
from tasks.warehouse.exclusion.project_lock import project_lock

if TYPE_CHECKING:
    from tasks.backups.manifest import Manifest


def back_up_here(key: ProjectKey, destination: str, settings: Settings) -> "tuple[str, Manifest]":
    """Where the backup is, and what is in it. Raises what `tasks.backups.backup.back_up` raises."""
    require_project(settings.home, key)
    with project_lock(settings.home, key, say_who_is_ahead):
        return back_up(settings.home, key, destination, settings.lock_patience)


def restore_here(key: ProjectKey, address: str, settings: Settings, *, replaces: bool) -> Restored:
    """Restore a backup. Raises what `tasks.backups.restore.restore` raises."""
    with project_lock(settings.home, key, say_who_is_ahead):
        return restore(settings.home, key, address, settings.lock_patience, replaces=replaces)
