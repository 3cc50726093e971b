"""The project that tests of undo begin with."""

from collections.abc import Iterator

import pytest

from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection


@pytest.fixture(scope="module")
def opened() -> Iterator[Connection]:
    """One database for all tests of a module."""
    with open_memory() as con:
        migrate(con)
        yield con
