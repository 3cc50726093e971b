"""The wait queue of a database: who waits gets it, whoever else comes."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from schemas.errors import RetryableError
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.wait_queue import first_in_queue
from tests.support.projects.stages import KEY

HOLD = """
import sys, time
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/"))):
    print("open", flush=True)
    time.sleep(float(sys.argv[3]))
"""
GREEDY = """
import sys
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
print("open", flush=True)
while True:
    with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/"))):
        pass
"""


def _process(code: str, *arguments: str) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"open\n"
    return process


def test_one_at_a_time_stands_in_the_door(tmp_path: Path):
    database = tmp_path / "p.duckdb"
    with (
        first_in_queue(database, 1.0),
        pytest.raises(RetryableError, match="others wait for it too"),
        first_in_queue(database, 0.05),
    ):
        pass
    with first_in_queue(database, 0.05) as left:
        assert 0 < left <= 0.05


def test_a_short_hold_is_waited_for(tmp_path: Path):
    with _process(HOLD, str(tmp_path), str(KEY), "0.5"), open_warehouse(tmp_path, KEY, patience=20) as con:
        assert con.execute("SELECT count(*) FROM imports").fetchone() == (0,)


def test_a_long_hold_names_its_holder(tmp_path: Path):
    holder = _process(HOLD, str(tmp_path), str(KEY), "60")
    try:
        with (
            pytest.raises(RetryableError, match=rf"in use by .*{holder.pid}"),
            open_warehouse(tmp_path, KEY, patience=0.2),
        ):
            pass
    finally:
        holder.kill()
        holder.communicate()


def test_who_opens_it_all_the_time_keeps_nobody_out(tmp_path: Path):
    greedy = [_process(GREEDY, str(tmp_path), str(KEY)) for _ in range(2)]
    try:
        for _ in range(10):
            with open_warehouse(tmp_path, KEY, patience=20):
                pass
    finally:
        for process in greedy:
            process.kill()
            process.communicate()


def test_threads_of_one_process_share_it(tmp_path: Path):
    seen = []

    def look() -> None:
        with open_warehouse(tmp_path, KEY, patience=20) as con:
            time.sleep(0.05)
            seen.append(con.execute("SELECT 1").fetchone())

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(1,)] * 8
