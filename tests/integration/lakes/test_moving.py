"""A project moves from a file to a lake and back, and nothing of it changes."""

import pytest

from flows.cli.in_process.local_storage import copy_here
from flows.settings import Settings
from schemas.errors import ImportAbortedError, UsageError
from schemas.storage_kind import StorageKind
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.fencing import raise_fence, read_fence
from tasks.warehouse.location import database_path
from tasks.warehouse.whole_projects.checksums import checksums
from tests.support.projects.lakes import new_address
from tests.support.projects.stages import KEY, import_orders

ORDERS = [{"source_id": f"o-{number}", "amount": 2**62, "customer": {"source_id": "Ł"}} for number in range(3)]


@pytest.fixture
def settings(home, server, tmp_path, monkeypatch):
    """Those of a home that has a project in a file, and whose settings name a lake from now on."""
    with open_warehouse(home, KEY) as con:
        import_orders(con, *ORDERS)
    monkeypatch.setenv("ORDERS_STORAGE", new_address(server))
    monkeypatch.setenv("ORDERS_DATA", str(tmp_path / "rows"))
    yield Settings()
    monkeypatch.delenv("ORDERS_STORAGE")
    Settings()


def rows_in_use(home):
    with open_warehouse(home, KEY, create=False) as con:
        return checksums(con), read_fence(con)


def test_to_a_lake_and_back(settings, home):
    copied = copy_here(KEY, StorageKind.LAKE, settings, replaces=False)
    assert database_path(home, KEY).exists()
    with pytest.raises(UsageError, match=f"There is a project {KEY} at"):
        copy_here(KEY, StorageKind.LAKE, settings, replaces=False)
    in_lake, token = rows_in_use(home)
    assert in_lake == copied
    assert copied["orders"].row_count == 3
    with open_warehouse(home, KEY) as con:
        import_orders(con, {**ORDERS[0], "source_id": "o-new"}, import_id="imp_2")
        assert raise_fence(con, lambda: None) == token + 1
    back = copy_here(KEY, StorageKind.FILE, settings, replaces=True)
    assert back["orders"].row_count == 4
    in_file, _ = rows_in_use(home)
    assert {name for name in back if back[name] == in_file[name]} == back.keys() - {"lane_fence"}


def test_what_is_not_there_cannot_be_copied(settings):
    with pytest.raises(UsageError, match=f"There is no project {KEY}"):
        copy_here(KEY, StorageKind.FILE, settings, replaces=False)


def test_without_a_lake_there_is_nowhere_to_copy(home):
    with pytest.raises(UsageError, match="Set ORDERS_STORAGE"):
        copy_here(KEY, StorageKind.LAKE, Settings(), replaces=False)


def test_a_copy_that_is_not_the_same_is_said_to_be(settings, monkeypatch):
    monkeypatch.setattr("tasks.warehouse.storages.lake.whole_lakes.copy_tables", lambda _con: None)
    with pytest.raises(ImportAbortedError, match=r"is not the same in .*orders"):
        copy_here(KEY, StorageKind.LAKE, settings, replaces=False)
