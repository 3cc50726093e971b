"""Real imports over three lanes while children, workers and the server are killed at random (kill -9).

Judged from the projects' own databases: every import done once, in the order of submission, and the state that the
same files leave when they are imported one after the other.
"""

import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from schemas.ids import ProjectKey, import_id_of
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.lane_world import REAL, World

LANES = [ProjectKey("acme", name) for name in "abc"]
ORDERS = 40
_VICTIMS = ("child", "worker", "child", "server")


def survive(world: World, imports_per_lane: int, kills: int) -> None:
    """Import while the monkey kills; raises `AssertionError` if anything is lost, doubled, or out of order."""
    for key in LANES:
        world.deploy(key, REAL)
    for name in ("worker1", "worker2"):
        world.start_worker(name)
    sources = [_write(world.root / f"{batch}.ndjson", batch) for batch in range(imports_per_lane)]
    runs = {key: world.submit(key, *sources) for key in LANES}
    monkey = threading.Thread(target=_monkey, args=(world, kills))
    monkey.start()
    monkey.join()
    states = world.end_of([run for lane in runs.values() for run in lane])
    assert set(states) == {"Completed"}, states
    for key, lane in runs.items():
        _assert_oracle(world.root / "warehouse", key, lane)


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


def _expected_orders(batches: int) -> dict[str, int]:
    return {f"o{batch * ORDERS // 2 + row}": batch * 1000 + row for batch in range(batches) for row in range(ORDERS)}


def _monkey(world: World, kills: int) -> None:
    dice = random.Random(4)
    for kill in range(kills):
        time.sleep(dice.uniform(1.0, 5.0))
        victim = _VICTIMS[kill % len(_VICTIMS)]
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


def _assert_oracle(home: Path, key: ProjectKey, lane: list[UUID]) -> None:
    with open_warehouse(home, key, create=False) as con:
        done = con.execute("SELECT id, started_at, finished_at, status FROM imports ORDER BY finished_at").fetchall()
        assert [row[0] for row in done] == [import_id_of(run) for run in lane]
        assert {row[3] for row in done} == {"DONE"}
        assert all(before[2] <= after[1] for before, after in pairwise(done))
        assert dict(con.execute("SELECT source_id, amount FROM orders").fetchall()) == _expected_orders(len(lane))
        versions = con.execute("SELECT count(*) FROM order_versions").fetchone()
        assert versions == ((len(lane) - 1) * ORDERS // 2,)
