"""The warehouse that backfills of a test write to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.warehouse.connection import open_warehouse
from tests.support.projects.backfills import OpenWarehouse
from tests.support.projects.stages import KEY


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[OpenWarehouse]:
    """A new project's database, open."""
    with open_warehouse(tmp_path, KEY) as con:
        yield OpenWarehouse(tmp_path, con)
