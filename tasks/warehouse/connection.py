"""Opens a project's data: one process at a time, in order.

Invariant: whoever gets a connection here sees the newest tables and UTC times, and reaches no files beside the data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.warehouse.migrations import is_up_to_date
from tasks.warehouse.origin import belongs_to
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.in_turn import opened_in_turn
from tasks.warehouse.storages.of_home import storage_of
from tasks.warehouse.trouble.unreachable import calls_what_is_away_by_its_name


@contextmanager
def open_warehouse(home: Path, key: ProjectKey, *, create: bool = True, patience: float = 30.0) -> Iterator[Connection]:
    """Open the project's database, migrated; wait up to `patience` seconds while another process has it.

    Raises `RetryableError` naming the holder when the wait is over, `UsageError` if there is no such database and
    `create` is false, `ImportAbortedError` if it is not a database.
    """
    if not create:
        require_project(home, key)
    storage = storage_of(home)
    with calls_what_is_away_by_its_name(), opened_in_turn(storage, key, patience) as con:
        belongs_to(con, home)
        yield con
        storage.keep_up(con)


@contextmanager
def open_to_read(home: Path, key: ProjectKey, *, create: bool = True, patience: float) -> Iterator[Connection]:
    """The same for whoever changes nothing, beside whoever does if the storage can.

    Each transaction sees what was committed when it began. Raises as `open_warehouse` does.
    """
    if not create:
        require_project(home, key)
    storage = storage_of(home)
    if not storage.has(key):
        _bring_up_to_date(home, key, patience)
    with calls_what_is_away_by_its_name(), storage.opened_to_read(key, patience) as con:
        if not is_up_to_date(con):
            _bring_up_to_date(home, key, patience)
        belongs_to(con, home)
        yield con


def _bring_up_to_date(home: Path, key: ProjectKey, patience: float) -> None:
    with open_warehouse(home, key, patience=patience):
        pass


def require_project(home: Path, key: ProjectKey) -> None:
    """Raise `UsageError` unless the project has a database."""
    storage = storage_of(home)
    if not storage.has(key):
        message, hint = f"There is no project {key}.", "Import something into it first"
        raise UsageError(
            message,
            f"{hint}.",
            detail=f"There is no project {key} at {storage.where(key)}.",
            operator_hint=f"{hint}, or set ORDERS_HOME to where the databases live.",
        )
