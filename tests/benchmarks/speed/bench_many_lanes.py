"""Thousands of lanes of which none gets empty: does each have its turn, and what does a look for the next ones cost?

`python -m tests.benchmarks.speed.bench_many_lanes`. A real Prefect server on a real PostgreSQL. One lane is set up as
always; the others are copies of its queue and its runs, made in Prefect's database, as setting 10,000 up would take
hours. Workers are played: they look, take as many runs as they have children, and end them. The times count only if
each look told of the lanes that had waited longest, which the server by itself does not name.
"""

import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from prefect.client.orchestration import PrefectClient
from rich.console import Console
from rich.table import Table

from flows.lanes.lane import lane_name
from flows.worker.due_runs import DueRuns
from schemas.clock import utc_now
from schemas.ids import ProjectKey
from tests.support.worlds.lane_world import new_world
from tests.support.worlds.postgresql import as_prefect_takes_it, new_postgresql

_KEY = ProjectKey("bench", "lane")
_POOL = "imports"
# lane 1 is the real one; the later a copy, the longer it has waited and the later the server would name it
_COPY_QUEUES = """INSERT INTO work_queue SELECT (jsonb_populate_record(q, jsonb_build_object(
        'id', gen_random_uuid(), 'name', 'copy ' || n, 'priority', 1000 + n))).*
    FROM work_queue q, generate_series(2, %s) n WHERE q.name = %s"""
_COPY_RUNS = """WITH lanes AS (
        SELECT id, name, coalesce(nullif(split_part(name, 'copy ', 2), '')::int, 1) AS n FROM work_queue
        WHERE name = %(lane)s OR name LIKE 'copy %%'
    ), runs AS (
        SELECT lanes.id AS queue_id, lanes.name AS queue_name, gen_random_uuid() AS id, gen_random_uuid() AS state_id,
            now() - interval '1 day' + make_interval(secs => turn * 20000 - n) AS due
        FROM lanes, generate_series(1, 2) turn
    ), states AS (
        INSERT INTO flow_run_state SELECT (jsonb_populate_record(s, jsonb_build_object(
            'id', runs.state_id, 'flow_run_id', runs.id))).*
        FROM runs, flow_run_state s JOIN flow_run r ON r.state_id = s.id WHERE r.id = %(run)s
    )
    INSERT INTO flow_run SELECT (jsonb_populate_record(r, jsonb_build_object('id', runs.id, 'state_id', runs.state_id,
        'work_queue_id', runs.queue_id, 'work_queue_name', runs.queue_name, 'next_scheduled_start_time', runs.due,
        'expected_start_time', runs.due, 'idempotency_key', runs.id::text))).*
    FROM runs, flow_run r WHERE r.id = %(run)s"""
_SET_STATE = "UPDATE flow_run SET state_type = %s::state_type, next_scheduled_start_time = NULL WHERE id = ANY(%s)"
_WAITING = """SELECT id FROM (SELECT DISTINCT ON (work_queue_id) id, next_scheduled_start_time AS due FROM flow_run
    WHERE state_type = 'SCHEDULED' ORDER BY work_queue_id, next_scheduled_start_time) first ORDER BY due"""


class Looks:
    """What a look took, by how it was done."""

    def __init__(self, client: PrefectClient) -> None:
        self._client = client
        self.seconds: dict[str, list[float]] = {}

    async def time(self, name: str, look: Callable[[], Awaitable[list[UUID]]]) -> list[UUID]:
        """Look, and note how long that took."""
        start = time.perf_counter()
        told = await look()
        self.seconds.setdefault(name, []).append(time.perf_counter() - start)
        return told

    async def ours(self) -> list[UUID]:
        """As a worker does at a poll."""
        due = DueRuns(_POOL)
        await due.count_queues(self._client)
        return [run.id for run in await due.read(self._client, utc_now())]

    async def plain(self) -> list[UUID]:
        """As Prefect's own workers do."""
        answer = await self._client.get_scheduled_flow_runs_for_work_pool(_POOL, [], utc_now())
        return [entry.flow_run.id for entry in answer]


def main(
    lanes: Annotated[int, typer.Option(help="How many there are.")] = 10_000,
    rounds: Annotated[int, typer.Option(help="How often the workers look.")] = 50,
    children: Annotated[int, typer.Option(help="How many runs are taken at a time.")] = 8,
) -> None:
    """Copy, play, judge, and print the times."""
    with ExitStack() as ending:
        root = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="bench-many-lanes-")))
        url = ending.enter_context(new_postgresql(root / "postgresql"))
        world = ending.enter_context(new_world(root, database_url=as_prefect_takes_it(url)))
        [run_id] = world.submit(_KEY, "o.json")
        con = ending.enter_context(psycopg.connect(url, autocommit=True))
        con.execute(_COPY_QUEUES, (lanes, lane_name(_KEY)))
        con.execute(_COPY_RUNS, {"lane": lane_name(_KEY), "run": run_id})
        con.execute("DELETE FROM flow_run WHERE id = %s", (run_id,))
        con.execute("ANALYZE")
        seconds = world.ask(lambda client: _play(client, con, rounds, children))
    table = Table("a look, ms", "p50", "longest", title=f"{lanes:,} lanes, {2 * lanes:,} runs waiting")
    for name, taken in seconds.items():
        table.add_row(name, f"{1000 * median(taken):.0f}", f"{1000 * max(taken):.0f}")
    Console().print(table)


async def _play(
    client: PrefectClient, con: psycopg.Connection[tuple[UUID]], rounds: int, children: int
) -> dict[str, list[float]]:
    looks = Looks(client)
    at_work: list[UUID] = []
    for number in range(rounds):
        waiting = [run_id for (run_id,) in con.execute(_WAITING)]
        told = await looks.time("a worker's", looks.ours)
        is_right = len(told) >= children and set(told) == set(waiting[: len(told)])
        _require(is_right, f"look {number} told of others than waited longest")
        if number % 10 == 0:
            plain = await looks.time("of all queues", looks.plain)
            _require(not set(plain) & set(waiting[:children]), "the server names those that waited longest by itself")
        con.execute(_SET_STATE, ("COMPLETED", at_work))
        at_work = waiting[:children]
        con.execute(_SET_STATE, ("RUNNING", at_work))
    return looks.seconds


def _require(is_right: bool, otherwise: str) -> None:
    if not is_right:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    typer.run(main)
