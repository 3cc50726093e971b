"""New databases are copies of one that the migrations have made once: a copy takes 20 ms, all migrations 80 ms."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import database_path
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.file import opening
from tests.support.projects.stages import KEY


@contextmanager
def copied_when_new(folder: Path) -> Iterator[None]:
    """Within the block, whoever opens a database that is not there finds a copy of the one in `folder`."""
    with open_warehouse(folder, KEY):
        pass
    connect = opening._connect_once

    def connect_to_copy(path: Path) -> Connection:
        if not path.exists():
            shutil.copyfile(database_path(folder, KEY), path)
        con = connect(path)
        con.execute("SET threads = 1")  # data of tests are too few to be shared out
        return con

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_connect_once", connect_to_copy)
        yield
