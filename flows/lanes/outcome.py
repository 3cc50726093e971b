"""What a project's database says of an import that Prefect says has ended, and the note in it of one that died."""

from typing import TYPE_CHECKING

from flows.lanes import timing
from flows.settings import Settings
from schemas.errors import OrdersError, RetryableError, UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport

if TYPE_CHECKING:  # DuckDB takes its time to import, which not every command needs
    from tasks.warehouse.statements import Connection


def stored_report(key: ProjectKey, import_id: str) -> ImportReport | None:
    """The import's report, or as much as was known when it stopped; none if this machine has none.

    Raises `RetryableError` if the database stays in use.
    """
    from tasks.warehouse.connection import open_to_read

    settings = Settings()
    try:
        with open_to_read(settings.home, key, create=False, patience=settings.lock_patience) as con:
            return report_in(con, key, import_id)
    except UsageError:  # its database is on another machine
        return None


def report_in(con: "Connection", key: ProjectKey, import_id: str) -> ImportReport | None:
    """The same from a database that is open; none if the import never began."""
    from tasks.imports.history import find

    try:
        return find(con, key, import_id)
    except UsageError:
        return None


def has_stored_orders(key: ProjectKey, import_id: str) -> bool:
    """Whether the orders of an import are committed, so that only its segments can be due. Raises `RetryableError`."""
    from tasks.imports.history import find_row
    from tasks.warehouse.connection import open_to_read

    settings = Settings()
    try:
        with open_to_read(settings.home, key, create=False, patience=settings.lock_patience) as con:
            row = find_row(con, import_id)
    except RetryableError:
        raise
    except OrdersError:  # there is no database that could be read, and so there are no orders in it
        return False
    return row is not None and row.loaded_at is not None


def end_history(key: ProjectKey, import_id: str, reason: str) -> None:
    """Note that an import is given up; if the database is elsewhere, or busy, the lane's next import does it."""
    from tasks.imports.history import give_up
    from tasks.warehouse.connection import open_warehouse

    try:
        with open_warehouse(Settings().home, key, create=False, patience=timing.HISTORY_PATIENCE_SECONDS) as con:
            give_up(con, key, import_id, reason)
    except OrdersError:
        return
