"""Projects' data in DuckDB files below the home: `$ORDERS_HOME/<tenant>/<project>.duckdb`."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.exclusion import tickets, wait_queue
from tasks.warehouse.location import database_path, files_of, folder_beside, projects_with_files
from tasks.warehouse.private_files import private_folder
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.file import rewriting
from tasks.warehouse.storages.file.opening import open_file
from tasks.warehouse.storages.in_turn import opened_in_turn


@dataclass(frozen=True, slots=True)
class FileStorage:
    """The files of one home (`tasks.warehouse.storages.storage.Storage`)."""

    home: Path
    reads_beside_writers = False
    look_seconds = 0.01

    def has(self, key: ProjectKey) -> bool:
        """Whether there is a file."""
        return database_path(self.home, key).exists()

    def projects(self) -> Iterator[ProjectKey]:
        """Those that have a file."""
        return projects_with_files(self.home)

    def stamps(self) -> dict[ProjectKey, tuple[tuple[int, int], ...]]:
        """When each file and its log were written, and how long they are."""
        return {key: tuple(map(_stamp, files_of(self.home, key))) for key in self.projects()}

    def where(self, key: ProjectKey) -> str:
        """The file's path."""
        return str(database_path(self.home, key))

    def ticket(self, key: ProjectKey) -> AbstractContextManager[tickets.FileTicket]:
        """A file that its process holds locked."""
        return tickets.draw_ticket(folder_beside(self.home, key, "lane"))

    def has_waiting_tickets(self, key: ProjectKey) -> bool:
        """Whether there are more tickets than that of whoever is at work."""
        return tickets.is_waited_for(folder_beside(self.home, key, "lane"))

    @contextmanager
    def first_in_queue(self, key: ProjectKey, patience: float) -> Iterator[float]:
        """By a lock on a file beside the database."""
        path = database_path(self.home, key)
        private_folder(path.parent)
        with wait_queue.first_in_queue(path, patience) as left:
            yield left

    def is_waited_for(self, key: ProjectKey) -> bool:
        """Whether that lock is held."""
        return wait_queue.is_waited_for(database_path(self.home, key))

    def opened(self, key: ProjectKey, patience: float) -> AbstractContextManager[Connection]:
        """DuckDB keeps other processes from the file."""
        return open_file(database_path(self.home, key), patience)

    def opened_to_read(self, key: ProjectKey, patience: float) -> AbstractContextManager[Connection]:
        """In turn: DuckDB does not let a process read what another one has open."""
        return opened_in_turn(self, key, patience)

    def keep_up(self, con: Connection) -> None:
        """DuckDB does it."""

    def rewrite(self, key: ProjectKey, patience: float) -> None:
        """Replace the file by a copy."""
        with self.first_in_queue(key, patience) as left:
            rewriting.write_anew(database_path(self.home, key), left)

    def copy_to(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Copy the file."""
        with self.first_in_queue(key, patience) as left:
            rewriting.copy(database_path(self.home, key), file, left)

    def replace_by(self, file: Path, key: ProjectKey, patience: float) -> None:
        """Give the other file its name."""
        with self.first_in_queue(key, patience) as left:
            rewriting.replace(database_path(self.home, key), file, left)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size
