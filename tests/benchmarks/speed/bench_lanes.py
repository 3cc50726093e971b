"""One lane of queued imports, warm worker beside stock worker on one server.

`python -m tests.benchmarks.speed.bench_lanes`.

Each import is a batch of its own, of a shop that grows. All are queued before the worker starts, and `s per import` is
from the end of the first to the end of the last: what the full history of Prefect lets through, not a process's start.
A time counts only if the lane's database has every order of the last import and every import ended `DONE` in order.
`idle start` is from the server's creation of a run to its start by a worker that had nothing to do; `between` is from
one run's end to the next one's start. The last line puts the lane beside its floor, measured in the same minute.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey, import_id_of
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.contenders.measure import child
from tests.benchmarks.inputs.generate import written
from tests.support.worlds.lane_world import REAL, STOCK, World, has_ended, new_world
from tests.support.worlds.postgresql import as_prefect_takes_it, new_postgresql

EMPTY = "tests.support.worlds.empty_import:import_orders"
_POLL_SECONDS = 10  # Prefect's default
_ALONE = 5  # imports submitted one by one, to an idle worker
_TICKS = 100  # of /proc/<pid>/stat a second


def main(
    orders: Annotated[int, typer.Option(help="Orders in each import.")] = 2000,
    imports: Annotated[int, typer.Option(help="Imports in the warm worker's lane.")] = 50,
    stock_imports: Annotated[int, typer.Option(help="Imports in the stock worker's lane; 0 leaves it out.")] = 5,
    idle_seconds: Annotated[int, typer.Option(help="How long to measure the idle cost; 0 leaves it out.")] = 0,
    postgresql: Annotated[
        bool, typer.Option("--postgresql", help="Prefect's server on PostgreSQL, not SQLite.")
    ] = False,
) -> None:
    """Drain one lane with each worker; a wrong database ends it with an error instead of a time."""
    table = Table("worker", "imports", "s per import", "orders/s", "run s", "between s", "idle start s", "server CPU s")
    with ExitStack() as ending:
        folder = ending.enter_context(tempfile.TemporaryDirectory(prefix="bench-lanes-"))
        database = Path(folder) / "postgresql"
        url = as_prefect_takes_it(ending.enter_context(new_postgresql(database))) if postgresql else None
        world = ending.enter_context(new_world(Path(folder), _POLL_SECONDS, url))
        batches = [
            str(written(Path(folder), orders, existing=number * orders, seed=number + 1))
            for number in range(imports + _ALONE)
        ]
        warm = ProjectKey("bench", "warm")
        world.deploy(warm, REAL)
        measured = _drain(world, warm, batches, orders, lambda: world.start_worker("worker"))
        table.add_row("warm", *measured)
        floor = _floor(world, batches[: imports // 2], orders)
        if idle_seconds:
            _idle(world, idle_seconds)
        world.stop_worker("worker")
        if stock_imports:
            stock = ProjectKey("bench", "stock")
            world.deploy(stock, REAL)
            few = batches[: stock_imports + 1]
            table.add_row("stock", *_drain(world, stock, few, orders, lambda: world.start("stock", STOCK)))
    Console().print(table)
    print(
        f"{floor:.3f} s: a run of five empty tasks and the import without Prefect, one after the other; the lane takes"
    )
    print(f"{float(measured[1]) / floor:.2f} times as long")


def _floor(world: World, batches: list[str], orders: int) -> float:
    """Seconds of a run of five empty tasks in a lane of such runs, and of an import without Prefect, in all."""
    key = ProjectKey("bench", "empty")
    world.deploy(key, EMPTY)
    runs = world.wait(world.submit(key, *batches), has_ended)
    empty = (runs[-1].end_time - runs[0].end_time).total_seconds() / (len(runs) - 1)
    core = child("contenders.warm_core", world.root / "core", *batches)
    if core["stored"] != orders * len(batches):
        message = f"The import without Prefect stored {core['stored']} orders of {orders * len(batches)}."
        raise SystemExit(message)
    print(f"five empty tasks {empty:.3f} s, the import without Prefect {core['seconds']:.3f} s")
    return empty + float(core["seconds"])


def _drain(
    world: World, key: ProjectKey, batches: list[str], orders: int, start_worker: Callable[[], object]
) -> list[str]:
    count = len(batches) - (_ALONE if len(batches) > 2 * _ALONE else 1)
    submitted, server = world.submit(key, *batches[:count]), world.processes["server"].pid
    before = _cpu_seconds(server)
    start_worker()
    # seldom, as each look is a request that the server has to answer beside the imports
    world.wait(submitted[-1:], has_ended, every=1.0)
    spent = _cpu_seconds(server) - before
    queued = world.wait(submitted, has_ended)
    alone = [world.wait(world.submit(key, batch), has_ended)[0] for batch in batches[count:]]
    _check(world, key, [run.id for run in [*queued, *alone]], orders)
    each = (queued[-1].end_time - queued[0].end_time).total_seconds() / (count - 1)
    between = [(b.start_time - a.end_time).total_seconds() for a, b in pairwise(queued)]
    starts = [(run.start_time - run.created).total_seconds() for run in alone]
    work = [run.total_run_time.total_seconds() for run in queued]
    seconds = [each, median(work), median(between), median(starts), spent / count]
    return [str(count), f"{each:.3f}", f"{orders / each:,.0f}", *[f"{value:.3f}" for value in seconds[1:]]]


def _check(world: World, key: ProjectKey, runs: list[UUID], orders: int) -> None:
    with open_warehouse(world.root / "warehouse", key, create=False) as con:
        done = con.execute("SELECT id, status, row_count FROM imports ORDER BY finished_at").fetchall()
    wanted = [(import_id_of(run), "DONE", orders) for run in runs]
    if done != wanted:
        message = f"{key}: the database does not hold {len(wanted)} imports in order, but {len(done)}."
        raise SystemExit(message)


def _idle(world: World, seconds: int) -> None:
    """Narrate how much of a core server and worker use with nothing to do."""
    pids = [world.processes["server"].pid, world.processes["worker"].pid, *world.children_of("worker")]
    before = [_cpu_seconds(pid) for pid in pids]
    time.sleep(seconds)
    used = [(_cpu_seconds(pid) - cpu) / seconds for pid, cpu in zip(pids, before, strict=True)]
    Console(stderr=True).print(f"idle, share of a core: server {used[0]:.1%}, worker and children {sum(used[1:]):.1%}")


def _cpu_seconds(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(facts[11]) + int(facts[12])) / _TICKS


if __name__ == "__main__":
    typer.run(main)
