"""What `orders deploy` says of running the deployment."""

import pytest

from flows.cli.commands.system.deploy import setting_for_prefect
from flows.local.home_lock import only_system_on


@pytest.mark.parametrize(("is_set", "setting"), [(False, "PREFECT_API_URL=http://127.0.0.1:3/api "), (True, "")])
def test_prefect_is_given_the_server_that_only_our_commands_find(home, monkeypatch, is_set, setting):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    if is_set:
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4/api")
    assert setting_for_prefect() == ""
    with only_system_on(home, "http://127.0.0.1:2", "http://127.0.0.1:3") as announce_ready:
        announce_ready()
        assert setting_for_prefect() == setting
