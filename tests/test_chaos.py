"""Chaos: real imports over three lanes while children, workers and the server are killed at random (kill -9).

Judged from the projects' own databases: every import done once, in the order of submission, and the state that the
same files leave when they are imported one after the other.
"""

import json
import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import duckdb
import pytest

from schemas.ids import ProjectKey, import_id_of
from tests.lane_world import REAL, World, new_world

LANES = [ProjectKey("acme", name) for name in "abc"]
IMPORTS_PER_LANE = 5
KILLS = 8
ORDERS = 40


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_world(tmp_path) as world:
        for key in LANES:
            world.deploy(key, REAL)
        for name in ("worker1", "worker2"):
            world.start_worker(name)
        yield world


def _write(path: Path, batch: int) -> str:
    # each batch overwrites half of the orders of the one before: the order of imports shows in the result
    orders = [
        {
            "source_id": f"o{batch * ORDERS // 2 + row}",
            "amount": batch * 1000 + row,
            "status": "PAID",
            "customer": {"source_id": f"c{row % 7}", "name": f"batch {batch}"},
        }
        for row in range(ORDERS)
    ]
    path.write_text("\n".join(json.dumps(order) for order in orders))
    return str(path)


def _expected_orders() -> dict[str, int]:
    batches = range(IMPORTS_PER_LANE)
    return {f"o{batch * ORDERS // 2 + row}": batch * 1000 + row for batch in batches for row in range(ORDERS)}


def _monkey(world: World, ended: threading.Event) -> None:
    dice = random.Random(4)
    for kill in range(KILLS):
        if ended.wait(dice.uniform(1.0, 5.0)):
            return
        victim = ["child", "worker", "child", "server"][kill % 4]
        name = dice.choice(["worker1", "worker2"])
        if victim == "child":
            with suppress(ProcessLookupError, IndexError):
                os.kill(dice.choice(world.children_of(name)), signal.SIGKILL)
        elif victim == "worker":
            world.kill(name)
            world.start_worker(name)
        else:
            world.kill("server")
            world.start_server()


def test_every_import_ends_once_and_in_order_whatever_is_killed(world: World, tmp_path: Path):
    sources = [_write(tmp_path / f"{batch}.ndjson", batch) for batch in range(IMPORTS_PER_LANE)]
    runs = {key: world.submit(key, *sources) for key in LANES}
    ended = threading.Event()
    monkey = threading.Thread(target=_monkey, args=(world, ended))
    monkey.start()
    monkey.join()
    states = world.end_of([run for lane in runs.values() for run in lane], seconds=240)
    assert set(states) == {"Completed"}
    for key, lane in runs.items():
        _assert_oracle(world.root / "warehouse" / key.tenant / f"{key.project}.duckdb", lane)


def _assert_oracle(database: Path, lane: list[UUID]) -> None:
    with duckdb.connect(database, read_only=True) as con:
        done = con.execute("SELECT id, started_at, finished_at, status FROM imports ORDER BY finished_at").fetchall()
        assert [row[0] for row in done] == [import_id_of(run) for run in lane]
        assert {row[3] for row in done} == {"DONE"}
        assert all(before[2] <= after[1] for before, after in pairwise(done))
        assert dict(con.execute("SELECT source_id, amount FROM orders").fetchall()) == _expected_orders()
        versions = con.execute("SELECT count(*) FROM order_versions").fetchone()
        assert versions == ((IMPORTS_PER_LANE - 1) * ORDERS // 2,)
