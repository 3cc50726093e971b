"""Whether a shell has a Prefect server is found out from the environment, Prefect's own files, and `orders up`."""

import os
import sys
from pathlib import Path

import pytest

from flows.cli.with_prefect.server import find_server
from flows.local.home_lock import only_system_on


@pytest.fixture(autouse=True)
def nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.chdir(tmp_path)


def test_without_a_server_prefect_is_not_asked(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect.settings", None)
    assert find_server(tmp_path) is None


def test_the_environment_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    with only_system_on(tmp_path, "http://127.0.0.1:2", "http://127.0.0.1:3") as announce_ready:
        announce_ready()
        assert find_server(tmp_path) == "http://127.0.0.1:1/api"


def test_orders_up_on_this_home_is_found_while_it_answers(tmp_path):
    with only_system_on(tmp_path, "http://127.0.0.1:2", "http://127.0.0.1:3") as announce_ready:
        assert find_server(tmp_path) is None
        announce_ready()
        assert find_server(tmp_path) == "http://127.0.0.1:3/api"
    assert find_server(tmp_path) is None


@pytest.mark.parametrize(
    ("profiles", "is_asked"),
    [
        ('active = "ephemeral"\n[profiles.ephemeral]\nPREFECT_SERVER_ALLOW_EPHEMERAL_MODE = "true"\n', False),
        ('active = "local"\n', True),
        ('active = "mine"\n[profiles.mine]\nPREFECT_API_URL = "http://127.0.0.1:4/api"\n', True),
    ],
)
def test_prefect_is_asked_where_its_profile_may_name_a_server(tmp_path, monkeypatch, profiles, is_asked):
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "profiles.toml").write_text(profiles)
    monkeypatch.setattr("flows.cli.with_prefect.server._from_settings", lambda: "asked")
    assert find_server(tmp_path) == ("asked" if is_asked else None)
