"""One project's place in a home: its database, and the folder of the orders that its imports handed back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.exclusion.fencing import fenced, raise_fence
from tasks.warehouse.exclusion.project_lock import project_lock
from tasks.warehouse.location import folder_beside
from tasks.warehouse.sharing.connection_cache import cache_in_use, cached_warehouse, connection_cache
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.of_home import storage_of


@dataclass(frozen=True, slots=True)
class ProjectWarehouse:
    """Where an import into `key` is stored; `patience` is how many seconds to wait for the database."""

    key: ProjectKey
    home: Path
    patience: float

    @property
    def rejects_folder(self) -> Path:
        """Where files of rejected orders go."""
        return folder_beside(self.home, self.key, "rejects")

    @property
    def backfills_folder(self) -> Path:
        """Where backfills put sources that cannot be read as they are."""
        return folder_beside(self.home, self.key, "backfills")

    def is_waited_for(self) -> bool:
        """Whether another process wants to work on the project; only for one that has it alone."""
        return storage_of(self.home).has_waiting_tickets(self.key)

    @contextmanager
    def alone(self, on_wait: Callable[[str], None]) -> Iterator[None]:
        """Have the project for the block without Prefect, after all who came before; `on_wait` gets who is waited for.

        Raises `RetryableError` in a transaction if somebody has taken the project over, such as a run under Prefect.
        """
        with project_lock(self.home, self.key, on_wait), connection_cache():
            with self.open() as con:
                token = raise_fence(con, lambda: None)
            with fenced(token, lambda: None, _refuse):
                yield

    def open(self) -> AbstractContextManager[Connection]:
        """A connection for the block; the database is made if it is not there.

        Raises `RetryableError` if another process keeps it for longer than `patience`.
        """
        return cached_warehouse(self.home, self.key, self.patience)

    def open_anew(self) -> AbstractContextManager[Connection]:
        """The same with a database that was closed before, so that DuckDB remembers nothing of what was done to it."""
        cache = cache_in_use.get()
        if cache is not None:
            cache.close()
        return self.open()


def _refuse() -> NoReturn:
    message = "Another process has taken over this project, and nothing more is stored."
    raise RetryableError(message, "Try again.", operator_hint="Run the same command again.")
