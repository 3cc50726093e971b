"""The numbers of projects while another process has a database open."""

import asyncio
import subprocess
import sys

from flows.api.background.project_metrics import ProjectMetrics
from schemas.ids import ProjectKey
from tasks.queries.metrics import ProjectNumbers
from tasks.warehouse.connection import open_warehouse

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")
_ENDED = """INSERT INTO imports (id, source, status, started_at, finished_at, done_count, report)
    VALUES ('imp_x', 'o', 'DONE', now(), now(), 5, '{}')"""
_REJECTED = "INSERT INTO rejects VALUES ('imp_x', 0, NULL, 'invalid_json', '$', 'is nested too deeply', '')"
_HOLD = """
import sys
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/"))) as con:
    con.execute("INSERT INTO rejects VALUES ('imp_1', 0, NULL, 'invalid_json', '$', 'is nested too deeply', '')")
    print("held", flush=True)
    sys.stdin.read()
"""


def _after(metrics: ProjectMetrics, *keys: ProjectKey) -> list[ProjectNumbers | None]:
    found = asyncio.run(metrics.newest(30))
    return [found.get(key) for key in keys]


def test_a_busy_database_keeps_its_last_numbers(tmp_path):
    for key in (A, B):
        with open_warehouse(tmp_path, key) as con:
            con.execute(_ENDED)
    metrics = ProjectMetrics(tmp_path)
    before = _after(metrics, A, B)
    arguments = [sys.executable, "-c", _HOLD, str(tmp_path), str(A)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with open_warehouse(tmp_path, B) as con:
            con.execute(_REJECTED)
        during = _after(metrics, A, B)
        holder.communicate()
    assert during == [before[0], ProjectNumbers(5, {"invalid_json": 1}, {}, {})]
    assert _after(metrics, A) == [ProjectNumbers(5, {"invalid_json": 1}, {}, {})]
