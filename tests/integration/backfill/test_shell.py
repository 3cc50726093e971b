"""`orders backfill` in a shell: killed, interrupted, and with an import that waits for its place."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.eventually import LONGEST, eventually
from tests.support.worlds.shell import ORDERS

COUNT = 600
_SLOW = """import time, tasks.backfill.core as core
stored = core.store
core.store = lambda *given, **named: [time.sleep({seconds}), stored(*given, **named)][1]
from flows.cli.main import main
main()"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Orders a third of which are there twice, and one that is refused."""
    orders = [{"source_id": str(n % 400), "amount": n, "items": [{"price": n}]} for n in range(COUNT - 1)]
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(json.dumps(order) for order in [*orders, {"amount": -1}]))
    return path


def shell(home: Path, key: ProjectKey, *arguments: str | Path, code: str | None = None) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment |= {"ORDERS_HOME": str(home), "PREFECT_HOME": str(home / "prefect")}
    command = [sys.executable, "-c", code] if code else list(ORDERS)
    command += [*map(str, arguments), "--tenant", key.tenant, "--project", key.project]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=LONGEST)
    return process.returncode, out, err


def stored(home: Path, key: ProjectKey) -> list[tuple[int, int]]:
    with open_warehouse(home, key) as con:
        return con.execute("SELECT count(*), sum(amount) FROM orders").fetchall()


RIGHT = [(400, sum(n + 400 if n < COUNT - 401 else n for n in range(400)))]


@pytest.mark.deep
def test_killed_at_any_moment_it_goes_on_and_does_nothing_twice(home, key, source):
    for seconds in (1.5, 2.0, 2.3):
        process = shell(home, key, "backfill", source, "--portion", "20", code=_SLOW.format(seconds=0.15))
        time.sleep(seconds)
        process.kill()
        ended(process)
    code, out, err = ended(shell(home, key, "backfill", source, "--portion", "20", "--json"))
    counts = [json.loads(out)[name] for name in ("row_count", "done_count", "failed_count")]
    assert (code, err, counts) == (1, "", [COUNT, COUNT - 1, 1])
    assert stored(home, key) == RIGHT
    with open_warehouse(home, key) as con:
        assert con.execute("SELECT count(*) FROM order_versions").fetchall() == [(COUNT - 401,)]
        assert con.execute("SELECT count(*) FROM backfills").fetchall() == [(1,)]


def test_ctrl_c_leaves_what_the_same_command_goes_on_from(home, key, source):
    process = shell(home, key, "backfill", source, "--portion", "20", code=_SLOW.format(seconds=0.2))
    eventually(lambda: list(home.glob("*/*.lane/*.ticket")))
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    code, _, err = ended(process)
    assert code == 130
    assert "orders are stored; the same command goes on.\n" in err
    code, out, _ = ended(shell(home, key, "backfill", source, "--portion", "20"))
    assert (code, out.splitlines()[0]) == (1, "599 order(s) imported successfully, 1 failed.")
    assert stored(home, key) == RIGHT


@pytest.mark.deep
def test_an_import_that_waits_comes_after_the_portion_that_is_under_way(home, key, source, tmp_path):
    small = tmp_path / "small.ndjson"
    small.write_text('{"source_id": "small", "amount": 1}')
    process = shell(home, key, "backfill", source, "--portion", "20", "--json", code=_SLOW.format(seconds=0.3))
    eventually(lambda: list(home.glob("*/*.lane/*.ticket")))
    code, out, _ = ended(shell(home, key, "import", small, "--json"))
    assert (code, json.loads(out)["result"]["done_count"]) == (0, 1)
    assert process.poll() is None
    assert json.loads(ended(process)[1])["done_count"] == COUNT - 1
