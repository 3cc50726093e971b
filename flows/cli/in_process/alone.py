"""A project that this process has to itself, without Prefect, once whoever works on it is done."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.warehouse.connection import require_project
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.statements import Connection


@contextmanager
def project_alone(key: ProjectKey, settings: Settings) -> Iterator[Connection]:
    """A connection to the project's database for the block. Raises `UsageError` if there is no such project."""
    require_project(settings.home, key)
    warehouse = ProjectWarehouse(key, settings.home, settings.lock_patience)
    with warehouse.alone(say_who_is_ahead), warehouse.open() as con:
        yield con


def say_who_is_ahead(process: str) -> None:
    """Tell a person why nothing happens."""
    print(f"Waiting for {process}, which works on this project.", file=sys.stderr)
