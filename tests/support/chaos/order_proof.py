"""Counts overlaps and inversions in lanes under load, from the projects' own `imports` tables.

Begin and end are what each database says; in which order the imports were submitted is what the server says.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import UUID

from schemas.ids import ProjectKey, import_id_of
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.lane_world import REAL, World, has_ended

ORDERS = 50


def faults(world: World, lanes: list[ProjectKey], imports: int, submitters: int, workers: int) -> tuple[int, int]:
    """(overlaps, inversions) after all imports have ended; `AssertionError` unless every one of them is stored."""
    for key in lanes:
        world.deploy(key, REAL)
    for number in range(workers):
        world.start_worker(f"worker{number}")
    submitted = _submitted(world, lanes, imports, submitters)
    created = _created(world, [run for lane in submitted.values() for run in lane])
    found = [_judged(world, key, submitted[key], created) for key in lanes]
    return sum(overlaps for overlaps, _ in found), sum(inversions for _, inversions in found)


def _submitted(world: World, lanes: list[ProjectKey], imports: int, submitters: int) -> dict[ProjectKey, list[UUID]]:
    runs: dict[ProjectKey, list[UUID]] = {key: [] for key in lanes}
    source = world.root / "orders.ndjson"
    source.write_text("\n".join(json.dumps({"source_id": f"o{row}", "amount": row}) for row in range(ORDERS)))

    def submit(number: int) -> None:
        for nth in range(imports // submitters):
            key = lanes[(number + nth) % len(lanes)]
            runs[key] += world.submit(key, str(source))

    with ThreadPoolExecutor(submitters) as pool:
        list(pool.map(submit, range(submitters)))
    assert sum(map(len, runs.values())) == imports
    return runs


def _created(world: World, runs: list[UUID]) -> dict[str, tuple[object, str]]:
    ended = world.wait(runs, has_ended)
    assert {run.state.name for run in ended} == {"Completed"}
    return {import_id_of(run.id): (run.created, str(run.id)) for run in ended}


def _judged(world: World, key: ProjectKey, runs: list[UUID], created: dict[str, tuple[object, str]]) -> tuple[int, int]:
    with open_warehouse(world.root / "warehouse", key, create=False) as con:
        done = con.execute("SELECT id, started_at, finished_at, status FROM imports ORDER BY started_at").fetchall()
    assert sorted(row[0] for row in done) == sorted(map(import_id_of, runs))
    assert {row[3] for row in done} <= {"DONE"}
    overlaps = sum(before[2] > after[1] for before, after in pairwise(done))
    inversions = sum(created[before[0]] > created[after[0]] for before, after in pairwise(done))
    return overlaps, inversions
