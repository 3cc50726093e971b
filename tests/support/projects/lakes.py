"""Projects whose data are in lakes: a catalog in a real PostgreSQL, rows in a folder of the test's.

With `ORDERS_TEST_STORAGE=ducklake`, tests of what a project does with its data say the same of both storages.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages import of_home
from tasks.warehouse.storages.file.file_storage import FileStorage
from tasks.warehouse.storages.lake.address import LakeAddress, schema_of
from tasks.warehouse.storages.lake.lake_storage import LakeStorage, lake_storage
from tasks.warehouse.storages.storage import Storage
from tests.support.projects.stages import KEY
from tests.support.worlds.postgresql import new_postgresql

IS_ASKED_FOR = os.environ.get("ORDERS_TEST_STORAGE") == "ducklake"
_numbers = count()


@contextmanager
def empty_project(folder: Path) -> Iterator[Connection]:
    """The database of a project that is empty yet: in memory, as that is the fastest, or a lake."""
    if IS_ASKED_FOR:
        with open_warehouse(folder, KEY) as con:
            yield con
        return
    with open_memory() as con:
        migrate(con)
        yield con


def new_address(server: str) -> str:
    """The value of ORDERS_STORAGE for a new database of the server, and of all its tenants."""
    name = f"lakes_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}".encode())
    return f"ducklake:{server.rpartition('/')[0]}/{name}"


@contextmanager
def lake_for(home: Path, server: str, data: str) -> Iterator[str]:
    """Let the projects of this home, in this process, be in new lakes; the value of ORDERS_STORAGE."""
    address = new_address(server)
    of_home.keep_data_in(home, address, data)
    try:
        yield address
    finally:
        of_home.keep_data_in(home, None, None)


@contextmanager
def lakes_when_new(folder: Path) -> Iterator[None]:
    """Within the block, each home that is not a copy has lakes; that of `KEY` is a copy of one."""
    with new_postgresql(folder) as server, pytest.MonkeyPatch.context() as patch:
        lakes = _Lakes(server, folder)
        patch.setattr(of_home, "FileStorage", lakes.of_home)
        yield


class _Lakes:
    """The lakes of all homes of a test run."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._of_homes: dict[Path, Storage] = {}
        self._template = self._new(folder / "template")
        with self._template.opened(KEY, 30.0) as con:
            migrate(con)

    def of_home(self, home: Path) -> Storage:
        """Those of one; a home that is made for a copy has files."""
        if any(part.startswith((".", "dry-run-")) for part in home.parts):
            return FileStorage(home)
        if home not in self._of_homes:
            self._of_homes[home] = self._copied(home)
        return self._of_homes[home]

    def _new(self, home: Path) -> LakeStorage:
        address = new_address(self._server)
        return lake_storage(home, LakeAddress.read(address, f"{home}.rows"))

    def _copied(self, home: Path) -> Storage:
        lake, template = self._new(home), self._template
        files, theirs = lake.address.files_of(KEY), template.address.files_of(KEY)
        shutil.copytree(theirs, files)
        with psycopg.connect(self._server, autocommit=True) as session:
            names = [each.address.database_of(KEY.tenant) for each in (lake, template)]
            session.execute("CREATE DATABASE {} TEMPLATE {}".format(*names).encode())
        with psycopg.connect(lake.address.connection_to(KEY.tenant), autocommit=True) as session:
            update = f"UPDATE {schema_of(KEY)}.ducklake_metadata SET value = %s WHERE key = 'data_path'"
            session.execute(update.encode(), (files,))
        return lake
