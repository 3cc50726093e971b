"""`orders import` in a shell without a Prefect server: alone, beside another, killed, and beside a run of the flow."""

import itertools
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from flows.import_orders import import_orders
from schemas.ids import ProjectKey
from tasks.imports import history
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.tickets import draw_ticket
from tasks.warehouse.location import folder_beside

ORDERS = [{"source_id": "a", "amount": 5, "status": "PAID", "customer": {"source_id": "c"}}, {"source_id": "b"}]
_MAIN = "from flows.cli.main import main; main()"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps(ORDERS))
    return path


def shell(home: Path, key: ProjectKey, *arguments: str | Path, code: str = _MAIN) -> subprocess.Popen[str]:
    """A shell of its own, whose Prefect home says nothing of a server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"ORDERS_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    command = [sys.executable, "-c", code, *map(str, arguments), "--tenant", key.tenant, "--project", key.project]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_does_without_prefect_and_says_how_to_get_a_history(home, key, source):
    code = f"import sys\ntry:\n    {_MAIN}\nfinally:\n    assert 'prefect' not in sys.modules"
    out, err = (process := shell(home, key, "import", source, code=code)).communicate()
    assert (process.returncode, err) == (0, "")
    assert out.startswith("2 order(s) imported successfully, 0 failed.")
    assert "orders up" in out.splitlines()[-1]


def test_several_at_once_are_stored_one_after_the_other(home, key, source):
    processes = [shell(home, key, "import", source, "--json") for _ in range(3)]
    outcomes = [json.loads(process.communicate()[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    with open_warehouse(home, key) as con:
        spans = con.execute("SELECT started_at, finished_at FROM imports ORDER BY started_at").fetchall()
    assert all(ended <= begun for (_, ended), (begun, _) in itertools.pairwise(spans))
    assert sorted(outcome["orders"]["inserted"] for outcome in outcomes) == [0, 0, 2]


def test_one_that_was_killed_holds_nobody_up_and_goes_on_under_its_id(home, key, source):
    dies = "import os, tasks.imports.core as core\ncore.refresh = lambda *_: os.kill(os.getpid(), 9)\n" + _MAIN
    killed = shell(home, key, "import", source, code=dies)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    with open_warehouse(home, key) as con:
        [report] = history.history(con, key, 10)
    again = shell(home, key, "import", source, "--import-id", report.import_id, "--json")
    assert json.loads(again.communicate()[0])["result"]["done_count"] == 2


def test_it_waits_for_whoever_works_on_the_project_and_names_the_process(home, key, source):
    with draw_ticket(folder_beside(home, key, "lane")):
        waiting = shell(home, key, "import", source)
        assert waiting.stderr.readline() == f"Waiting for process {os.getpid()}, which works on this project.\n"
        assert waiting.poll() is None
    assert waiting.communicate()[0].startswith("2 order(s) imported")


@pytest.mark.xdist_group("server")
async def test_a_run_of_the_flow_waits_for_a_shell_and_a_shell_for_it(prefect_server, home, key, source):
    with draw_ticket(folder_beside(home, key, "lane")) as ticket:
        shelled = shell(home, key, "import", source, "--json")
        shelled.stderr.readline()
        assert ticket.waits_for() is None
    report = await import_orders(str(source), key.tenant, key.project)
    outcome = json.loads(shelled.communicate()[0])
    assert (report.orders.inserted + outcome["orders"]["inserted"], shelled.returncode) == (2, 0)
