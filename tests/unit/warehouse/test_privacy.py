"""What a home holds is its owner's alone: new files and folders, and those that an earlier release left open."""

import stat
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tasks.imports.rejects_file import write_rejects_file
from tasks.intake.limits import store_limit
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.project_lock import project_lock

KEY = ProjectKey("acme", "shop")


def open_to_others(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.stat().st_mode & 0o077]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def fill(home: Path) -> None:
    with open_warehouse(home, KEY) as con:
        con.execute("INSERT INTO rejects VALUES ('imp_1', 0, NULL, '$', 'bad', '{}', 'other')")
        write_rejects_file(con, "imp_1", home / "acme" / "shop.rejects")
    store_limit(home, KEY, 5)
    with project_lock(home, KEY):
        pass


def test_nobody_else_can_read_what_a_home_holds(home):
    fill(home)
    assert open_to_others(home) == []


def test_what_was_open_to_others_is_closed_when_it_is_used(home):
    fill(home)
    for path in (home / "acme", home / "acme" / "shop.duckdb", home / "acme" / "shop.rejects"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    fill(home)
    assert open_to_others(home) == []
    assert stat.S_IMODE((home / "acme" / "shop.duckdb").stat().st_mode) == 0o600
