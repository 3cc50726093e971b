"""`orders prune` with settings: a rehearsal leaves everything, and then rows and files that are too old go."""

import os

import pytest

from flows.cli.in_process.local_prune import prune_here
from flows.settings import Settings
from tasks.intake.inbox import inbox_of
from tasks.retention.kept import History
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.planted import plant
from tests.support.projects.stages import KEY


@pytest.fixture
def settings(tmp_path):
    """Of a home in which everything is from long ago."""
    home = plant(tmp_path).home
    for body in inbox_of(home, KEY).iterdir():
        os.utime(body, (0, 0))
    with open_warehouse(home, KEY) as con:
        con.execute("UPDATE imports SET finished_at = '2000-01-01'")
        con.execute("UPDATE customer_versions SET replaced_at = '2000-01-01'")
    return Settings(home=home, keep_versions_days=5, keep_rejects_days=5)


def files(settings) -> list[str]:
    folders = (settings.home / "t").glob("p.[ir]*")
    return sorted(path.suffixes[0] for folder in folders for path in folder.iterdir())


def test_what_a_rehearsal_says_is_what_goes(settings):
    before = files(settings)
    would = prune_here(KEY, settings, is_dry=True)
    assert (would[History.VERSIONS] > 0, would[History.REJECTS], would[History.BODIES]) == (True, 4, 1)
    assert files(settings) == before == [".json", ".json", ".reasons", ".rejects"]
    assert prune_here(KEY, settings, is_dry=False) == would
    assert files(settings) == [".json"]
    assert prune_here(KEY, settings, is_dry=False) == {**dict.fromkeys(would, 0)}
