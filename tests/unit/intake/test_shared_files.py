"""Homes that share a folder of files find each other's, and keep for themselves what is for one machine."""

from datetime import timedelta
from pathlib import Path

import pytest

from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.intake.exports import export_file
from tasks.intake.inbox import discard, inbox_of, is_received, old_bodies
from tasks.warehouse.location import SHARED, database_path, folder_beside

KEY = ProjectKey("acme", "shop")


def home_sharing(monkeypatch: pytest.MonkeyPatch, home: Path, files: Path) -> Path:
    monkeypatch.setenv("ORDERS_HOME", str(home))
    monkeypatch.setenv("ORDERS_FILES", str(files))
    return Settings().home


def test_a_body_that_one_has_received_is_the_others_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    a, b = (home_sharing(monkeypatch, tmp_path / name, tmp_path / "files") for name in "ab")
    body = inbox_of(a, KEY) / "v-1.json"
    body.parent.mkdir(parents=True)
    body.touch()
    assert body.is_relative_to(tmp_path / "files")
    assert is_received(b, KEY, str(body))
    assert old_bodies(b, timedelta(seconds=-1)) == {KEY: [body]}
    discard(b, KEY, str(body))
    assert not body.exists()
    assert export_file(a, KEY, "exp_1") == export_file(b, KEY, "exp_1")


def test_locks_and_databases_stay_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    home = home_sharing(monkeypatch, tmp_path / "a", tmp_path / "files")
    assert all(folder_beside(home, KEY, name).is_relative_to(tmp_path / "files") for name in SHARED)
    assert all(
        path.is_relative_to(home)
        for path in (database_path(home, KEY), folder_beside(home, KEY, "lane"), folder_beside(home, KEY, "backfills"))
    )


@pytest.mark.parametrize("wrong", ["s3://bucket/files", "files", ""])
def test_what_is_no_whole_path_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str):
    monkeypatch.setenv("ORDERS_FILES", wrong)
    with pytest.raises(ValueError, match="not the whole path of a folder"):
        Settings()
