"""The project that tests of undo begin with."""

from collections.abc import Iterator

import pytest

from tasks.warehouse.statements import Connection
from tests.support.projects.lakes import empty_project


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One database for all tests of a module."""
    with empty_project(tmp_path_factory.mktemp("undo")) as con:
        yield con
