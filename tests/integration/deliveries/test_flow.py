"""The flow deliver-distributions, run as a shell runs it."""

import json
import os
import subprocess
import sys

from tests.support.projects.outboxes import deliveries, project

_COMMAND = "from flows.cli.commands.rules.deliveries import app; app()"


def test_a_shell_can_deliver_what_is_due(tmp_path):
    project(tmp_path, None, 3, channel="file")
    settings = {"ORDERS_HOME": str(tmp_path), "PREFECT_HOME": str(tmp_path / "prefect")}
    command = [sys.executable, "-c", _COMMAND, "send", "--tenant", "t", "--project", "p", "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **settings})
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {"delivered": 3, "retried": 0, "dead": 0, "portions": 1}
    assert deliveries(tmp_path, "DISTINCT status") == [("delivered",)]
