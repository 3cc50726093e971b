"""The project that tests of segments begin with."""

import pathlib
from collections.abc import Iterator

import pytest

from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.projects.segment_project import NOW, put
from tests.support.projects.stages import KEY


@pytest.fixture
def con(tmp_path: pathlib.Path) -> Iterator[Connection]:
    """A project of its own with the customers c0 to c4, known to the merchant as s0 to s4."""
    with open_warehouse(tmp_path, KEY) as con:
        for index in range(5):
            put(
                con,
                "customers",
                id=f"c{index}",
                source_id=f"s{index}",
                created_at=NOW,
                updated_at=NOW,
                import_id="imp_0",
            )
        yield con
