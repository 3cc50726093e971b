"""A project's database as one file that nobody has open, for whoever puts another in its place.

Invariant: nobody opens the database meanwhile, as we are the first in its wait queue; all that was committed is in the
file, and its log is empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.connection import checkpoint_closed, require_project
from tasks.warehouse.exclusion.wait_queue import first_in_queue
from tasks.warehouse.full_disk import calls_a_full_disk_by_its_name
from tasks.warehouse.location import database_path


@contextmanager
def at_rest(home: Path, key: ProjectKey, patience: float) -> Iterator[Path]:
    """The database's file, for the block. Raises what `tasks.warehouse.connection.open_warehouse` raises."""
    require_project(home, key)
    path = database_path(home, key)
    with first_in_queue(path, patience) as left:
        with calls_a_full_disk_by_its_name():
            checkpoint_closed(path, left)
        yield path
