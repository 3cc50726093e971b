"""A backup and its restore: what comes back, what does not, and what is refused."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError, UsageError
from schemas.ids import ProjectKey
from tasks.backups.backup import back_up
from tasks.backups.restore import restore
from tasks.erasure.erase import Place, erase_customer, write_files_anew
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.fencing import read_fence
from tests.support.projects.outboxes import deliveries, project
from tests.support.projects.planted import OTHER, PERSON
from tests.support.projects.stages import BUSINESS, KEY, import_orders, rows

NOW = datetime(2024, 6, 15)
FIRST = {"source_id": "a", "amount": 10, "status": "PAID", "customer": PERSON}
SECOND = {"source_id": "b", "amount": 20, "status": "PAID", "customer": OTHER}


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    store(home, FIRST, import_id="imp_1")
    return home


@pytest.fixture
def backup(home, tmp_path) -> str:
    return back_up(home, KEY, str(tmp_path / "backups"), 1.0)[0]


def store(home: Path, *orders: dict, import_id: str) -> None:
    with open_warehouse(home, KEY) as con:
        import_orders(con, *orders, import_id=import_id)


def tables(home: Path) -> dict[str, list[dict]]:
    with open_warehouse(home, KEY, create=False) as con:
        return {table: rows(con, table) for table in BUSINESS}


def test_a_project_is_again_what_it_was(home, backup):
    before = tables(home)
    store(home, SECOND, import_id="imp_2")
    restored = restore(home, KEY, backup, 1.0, replaces=True)
    assert tables(home) == before
    assert restored.lost_imports == ["imp_2"]
    assert not (home / ".restoring").exists()


def test_another_machine_gets_the_project_as_it_was(home, backup, tmp_path):
    restore(tmp_path / "elsewhere", KEY, backup, 1.0)
    assert tables(tmp_path / "elsewhere") == tables(home)


def test_a_backup_says_what_is_in_it(home, backup):
    manifest = json.loads((Path(backup) / "manifest.json").read_text())
    assert (manifest["tenant"], manifest["project"], manifest["row_counts"]["orders"]) == ("t", "p", 1)
    assert {path.stat().st_mode & 0o077 for path in Path(backup).iterdir()} == {0}


def test_who_worked_on_the_project_before_commits_nothing_more(home, backup):
    def token() -> int:
        with open_warehouse(home, KEY) as con:
            return read_fence(con)

    with open_warehouse(home, KEY) as con:
        con.execute("UPDATE lane_fence SET token = token + 5")
    before = token()
    restore(home, KEY, backup, 1.0, replaces=True)
    assert token() > before


def erased(home: Path, name: str) -> None:
    place = Place(home, KEY, 1.0)
    with open_warehouse(home, KEY) as con:
        erase_customer(con, place, name, NOW)
    write_files_anew(place)


def test_who_was_erased_since_does_not_come_back(home, backup):
    erased(home, "PLANTED-source-id")
    restored = restore(home, KEY, backup, 1.0, replaces=True)
    assert restored.erased_again_count == 1
    assert b"PLANTED" not in (home / "t" / "p.duckdb").read_bytes()
    assert [order["amount"] for order in tables(home)["orders"]] == [10]


def test_what_was_still_to_be_sent_is_given_up(home, tmp_path):
    project(home, "http://127.0.0.1:1", 3)
    backup, _ = back_up(home, KEY, str(tmp_path / "b"), 1.0)
    assert restore(home, KEY, backup, 1.0, replaces=True).given_up_count == 3
    assert deliveries(home, "status") == [("dead",)] * 3


def damage(backup: Path) -> None:
    with (backup / "project.duckdb").open("r+b") as file:
        file.seek(20_000)
        file.write(b"x")


def cut(backup: Path) -> None:
    with (backup / "project.duckdb").open("r+b") as file:
        file.truncate(4096)


def forget_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def break_manifest(backup: Path) -> None:
    (backup / "manifest.json").write_text('{"form": 2}')


@pytest.mark.parametrize(
    ("harm", "error", "said"),
    [
        (damage, ImportAbortedError, "is damaged"),
        (cut, ImportAbortedError, "is damaged"),
        (forget_manifest, UsageError, "There is no backup at"),
        (break_manifest, ImportAbortedError, "cannot be understood"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(home, backup, harm, error, said):
    before = tables(home)
    harm(Path(backup))
    with pytest.raises(error, match=said):
        restore(home, KEY, backup, 1.0, replaces=True)
    assert tables(home) == before


@pytest.mark.parametrize(
    ("key", "replaces", "said"),
    [(KEY, False, "is there"), (ProjectKey("t", "other"), True, "a backup of t/p, not of t/other")],
)
def test_a_restore_replaces_nothing_by_mistake(home, backup, key, replaces, said):
    with pytest.raises(UsageError, match=said):
        restore(home, key, backup, 1.0, replaces=replaces)


def test_a_backup_with_erased_people_needs_their_key(home, tmp_path):
    erased(home, "PLANTED-source-id")
    backup, _ = back_up(home, KEY, str(tmp_path / "b"), 1.0)
    with pytest.raises(UsageError, match="the key by which they are recognised"):
        restore(tmp_path / "elsewhere", KEY, backup, 1.0)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "erasure.key").write_bytes((home / "erasure.key").read_bytes())
    restore(tmp_path / "elsewhere", KEY, backup, 1.0)
    assert tables(tmp_path / "elsewhere") == tables(home)


def test_a_backup_is_not_put_into_a_file(home, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        back_up(home, KEY, str(tmp_path / "file"), 1.0)


def test_there_is_no_backup_of_what_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="There is no project"):
        back_up(tmp_path, KEY, str(tmp_path / "b"), 1.0)
