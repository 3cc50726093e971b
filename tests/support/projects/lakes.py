"""Projects' databases as lakes, so that tests of what a project does with its data say the same of both storages.

A lake here has its catalog in a DuckDB file, which has the name of the project's database, and its rows in Parquet
files in a folder beside that. So it needs no server, and what is about the file as such is as it was: one process at a
time, a lock, a folder of one project. It needs the packages of `requirements-lake.lock`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tasks.warehouse import connection
from tasks.warehouse.location import database_path
from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tests.benchmarks.lake.catalog import RELEASE, extension
from tests.support.projects.stages import KEY

IS_ASKED_FOR = os.environ.get("ORDERS_TEST_STORAGE") == "ducklake"


@contextmanager
def empty_project(folder: Path) -> Iterator[Connection]:
    """The database of a project that is empty yet: in memory, as that is the fastest, or a lake in `folder`."""
    with connection.open_warehouse(folder, KEY) if IS_ASKED_FOR else open_memory() as con:
        migrate(con)
        yield con


@contextmanager
def lakes_when_new(folder: Path) -> Iterator[None]:
    """Within the block, each database is a lake; one that is not there is a copy of one that was migrated once."""
    extensions = _extensions(folder / "extensions")
    template = database_path(folder, KEY)
    met = set[Path]()

    def connect_to_lake(path: Path) -> Connection:
        if not path.exists() and template.exists():
            shutil.copytree(_files(template), _files(path))
            shutil.copyfile(template, path)
        if path.exists() and path not in met:
            _be_at(path)
        met.add(path)
        return _connect(path, extensions)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "_connect_once", connect_to_lake)
        with connection.open_warehouse(folder, KEY):
            pass
        yield


def _files(catalog: Path) -> Path:
    return catalog.with_name(f"{catalog.name}.files")


def _be_at(path: Path) -> None:
    """Let the catalog of a lake, which may have been copied, say that its rows are beside it."""
    with duckdb.connect(path) as catalog:
        catalog.execute("UPDATE ducklake_metadata SET value = ? WHERE key = 'data_path'", [f"{_files(path)}/"])


def _extensions(folder: Path) -> Path:
    """A folder in which DuckDB finds the extension, as it is packaged, for the address of a lake."""
    packaged = extension("ducklake")
    with duckdb.connect() as con:
        [(platform,)] = con.execute("PRAGMA platform").fetchall()
    place = folder / f"v{RELEASE}" / platform
    place.mkdir(parents=True)
    (place / packaged.name).symlink_to(packaged)
    return folder


def _connect(path: Path, extensions: Path) -> Connection:
    config = {"extension_directory": str(extensions), "disabled_optimizers": "row_group_pruner"}
    _files(path).mkdir(exist_ok=True)
    con = duckdb.connect(f"ducklake:{path}", config=config)
    for setting in (
        "enable_progress_bar = false",
        "GLOBAL TimeZone = 'UTC'",
        "threads = 1",
        f"allowed_directories = ['{_files(path)}/']",
        "enable_external_access = false",
    ):
        con.execute(f"SET {setting}")
    return con
