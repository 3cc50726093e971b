"""A project copied between its storages in this process, once whoever works on it in either of them is done."""

from contextlib import ExitStack

from flows.cli.in_process.alone import say_who_is_ahead
from flows.settings import Settings
from schemas.ids import ProjectKey
from schemas.storage_kind import StorageKind
from tasks.warehouse.exclusion.project_lock import lock_in
from tasks.warehouse.whole_projects.checksums import Checksum
from tasks.warehouse.whole_projects.moving import both_storages, copy_to_other_storage


def copy_here(key: ProjectKey, target: StorageKind, settings: Settings, *, replaces: bool) -> dict[str, Checksum]:
    """What its tables come to. Raises what `tasks.warehouse.whole_projects.moving.copy_to_other_storage` raises."""
    source, other = both_storages(settings.home, target)
    with ExitStack() as stack:
        for storage in (source, other):
            stack.enter_context(lock_in(storage, key, say_who_is_ahead))
        return copy_to_other_storage(settings.home, key, source, other, settings.lock_patience, replaces=replaces)
