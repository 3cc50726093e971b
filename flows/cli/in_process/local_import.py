"""An import in this process, without Prefect: for a shell where no server is set or running.

Invariant: nobody else works on the project meanwhile (`tasks.warehouse.project`).
"""

from typing import TYPE_CHECKING

from flows.cli.display.progress import progress_bar
from flows.cli.in_process.alone import say_who_is_ahead
from flows.settings import Settings, source_variables
from schemas.reports.report import ImportReport
from tasks.extract.source_name import shown_name
from tasks.imports.attempt import Callbacks
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.intake.limits import limit_in_force
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.storages.of_home import has_database

if TYPE_CHECKING:
    from tasks.imports.dry_run import DryRun


def run_import(request: ImportRequest, settings: Settings) -> ImportReport:
    """Import once whoever works on the project is done. Raises what `tasks.imports.core.import_orders` raises."""
    warehouse = ProjectWarehouse(request.key, settings.home, settings.lock_patience)
    with progress_bar(f"{shown_name(request.source)} → {request.key}") as show, warehouse.alone(say_who_is_ahead):
        callbacks = Callbacks(on_stage=show)
        read = reader(lambda: limit_in_force(settings.home, request.key), callbacks, source_variables())
        return import_orders(request, warehouse, read, callbacks)


def rehearse_import(request: ImportRequest, cap: int, settings: Settings) -> "DryRun":
    """What importing now would write, reject and cause; a new project is rehearsed as an empty one."""
    from tasks.imports.dry_run import dry_run

    read = reader(lambda: cap, variables=source_variables())
    if has_database(settings.home, request.key):
        with open_warehouse(settings.home, request.key, create=False, patience=settings.lock_patience) as con:
            return dry_run(con, request, read)
    with open_memory() as con:
        migrate(con)
        return dry_run(con, request, read)
