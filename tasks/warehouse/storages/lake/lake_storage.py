"""Projects' data in lakes that the homes of several machines share (`ORDERS_STORAGE`, `ORDERS_DATA`)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.location import folder_beside
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.in_turn import opened_in_turn
from tasks.warehouse.storages.lake import catalogs, upkeep, whole_lakes
from tasks.warehouse.storages.lake.address import LakeAddress
from tasks.warehouse.storages.lake.locks import LakeTicket, Lock, Locks
from tasks.warehouse.storages.lake.opening import open_lake


@dataclass(frozen=True, slots=True)
class LakeStorage:
    """The lakes at one address, for one home (`tasks.warehouse.storages.storage.Storage`)."""

    home: Path
    address: LakeAddress
    _locks: Locks
    _known: set[ProjectKey] = field(default_factory=set)
    reads_beside_writers = True
    look_seconds = 0.1  # a server is asked

    def has(self, key: ProjectKey) -> bool:
        """Whether its catalog is there; it never goes."""
        if key not in self._known and key.project in catalogs.projects(self.address, key.tenant):
            self._known.add(key)
        return key in self._known

    def projects(self) -> Iterator[ProjectKey]:
        """Those that have a catalog."""
        for tenant in catalogs.tenants(self.address):
            for project in catalogs.projects(self.address, tenant):
                yield ProjectKey(tenant, project)

    def stamps(self) -> dict[ProjectKey, int]:
        """The number of each one's newest snapshot."""
        return {
            ProjectKey(tenant, project): number
            for tenant in catalogs.tenants(self.address)
            for project, number in catalogs.newest_snapshots(self.address, tenant).items()
        }

    def where(self, key: ProjectKey) -> str:
        """The folder or URL of its rows."""
        return self.address.files_of(key)

    def ticket(self, key: ProjectKey) -> AbstractContextManager[LakeTicket]:
        """A numbered lock."""
        return self._locks.ticket(key)

    def has_waiting_tickets(self, key: ProjectKey) -> bool:
        """Whether there are more tickets than that of whoever is at work."""
        return self._locks.ticket_count(key) > 1

    def first_in_queue(self, key: ProjectKey, patience: float) -> AbstractContextManager[float]:
        """By a lock, which PostgreSQL gives in the order of those who came."""
        return self._locks.taken(key, Lock.QUEUE, patience)

    def is_waited_for(self, key: ProjectKey) -> bool:
        """Whether that lock is held."""
        return self._locks.is_held(key, Lock.QUEUE)

    @contextmanager
    def opened(self, key: ProjectKey, patience: float) -> Iterator[Connection]:
        """By another lock, for as long as it is open."""
        with self._taken(key, patience), open_lake(self.address, key, self._scratch(key)) as con:
            yield con

    def opened_to_read(self, key: ProjectKey, _patience: float) -> AbstractContextManager[Connection]:
        """Each transaction sees the state that was the newest when it began."""
        return open_lake(self.address, key, self._scratch(key))

    def keep_up(self, con: Connection) -> None:
        """Write files anew if there are many."""
        upkeep.keep_up(con)

    def rewrite(self, key: ProjectKey, patience: float) -> None:
        """Write all files anew that hold what was deleted, and delete the old ones."""
        with opened_in_turn(self, key, patience) as con:
            upkeep.rewrite(con)

    def copy_to(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Write all rows to a file; only bringing its tables up to date waits for others."""
        with opened_in_turn(self, key, patience):
            pass
        whole_lakes.copy(self.address, key, file)

    def replace_by(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Delete all rows and write those of the file, in one transaction."""
        with self.first_in_queue(key, patience) as left, self._taken(key, left):
            whole_lakes.replace(self.address, key, file)

    @contextmanager
    def _taken(self, key: ProjectKey, patience: float) -> Iterator[None]:
        """Be the only one who changes the lake, for the block; there is a place for it then."""
        with self._locks.taken(key, Lock.OPEN, patience):
            if not self.has(key):
                catalogs.make_database(self.address, key.tenant)
            yield

    def _scratch(self, key: ProjectKey) -> Path:
        return folder_beside(self.home, key, "scratch")


@lru_cache(maxsize=64)
def lake_storage(home: Path, address: LakeAddress) -> LakeStorage:
    """The lakes at this address, for a home; one for all of this process."""
    return LakeStorage(home, address, Locks(address.connection))
