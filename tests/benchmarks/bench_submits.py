"""Batches sent over HTTP: one after the other, then many at once while a worker imports them and somebody reads.

`python -m tests.benchmarks.bench_submits`. `body alone` is a body of the same size that is received and made safe as
any other, and then refused: what a submit takes beyond it is the check, the cap and the place in the lane. The times
count only if every request was answered as it should be, every import ended `DONE` with all its orders, and each
project's imports ran one after the other in the order in which the server took them.
"""

import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import msgspec
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey, import_id_of, run_id_of
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.generate import orders as generated
from tests.support.api_world import ApiWorld, ended, new_api
from tests.support.lane_world import has_ended

ALONE = ProjectKey("bench", "alone")
_TIMES = 21


def main(
    submits: Annotated[int, typer.Option(help="Batches sent at the same time.")] = 50,
    projects: Annotated[int, typer.Option(help="Projects they belong to, in turn.")] = 10,
    orders: Annotated[int, typer.Option(help="Orders in each batch.")] = 2000,
) -> None:
    """Send all batches at once, read until all are imported, judge the databases, and print the times."""
    keys = [ProjectKey("bench", f"p{number}") for number in range(projects)]
    bodies = [msgspec.json.encode(list(generated(orders, existing=orders * turn))) for turn in range(submits)]
    with tempfile.TemporaryDirectory(prefix="bench-submits-") as folder, new_api(Path(folder)) as api:
        callers = [api.caller(key) for key in keys]
        with api.caller(ALONE) as alone:
            one_by_one = _one_by_one(alone, bodies[0])
        api.world.start_worker("worker")
        for caller in callers:  # the first import of a project sets its lane up
            first = caller.post("/v1/orders/import", json=[{"source_id": "o-0", "amount": 1}]).raise_for_status()
            ended(caller, first.json()["async_action_id"])
        start = time.perf_counter()
        taken, sent = _all_at_once(callers, bodies)
        accepted = time.perf_counter() - start
        with _Reading(callers) as reading:
            for number, action_id in enumerate(taken):
                result = ended(callers[number % projects], action_id)["result"]
                _require((result["done_count"], result["failed_count"]) == (orders, 0), action_id, result)
        imported = time.perf_counter() - start
        for number, key in enumerate(keys):
            _judge(api, key, taken[number::projects])
    print(f"{submits} batches of {orders:,} orders for {projects} projects: taken in {accepted:.1f} s,", end=" ")
    print(f"imported in {imported:.1f} s ({submits * orders / imported:,.0f} orders/s)")
    Console().print(_table({**one_by_one, "submit, all at once": sent, "read of an order meanwhile": reading.seconds}))


def _one_by_one(caller: httpx.Client, body: bytes) -> dict[str, list[float]]:
    """The seconds of submits that nothing disturbs, and those of bodies that are as long and refused."""
    seconds: dict[str, list[float]] = {"submit": [], "body alone": []}
    for _ in range(_TIMES):
        for name, content, status in (("submit", body, httpx.codes.OK), ("body alone", b"{" + body[1:], 400)):
            start = time.perf_counter()
            answer = caller.post("/v1/orders/import", content=content)
            seconds[name].append(time.perf_counter() - start)
            _require(answer.status_code == status, name, answer.text[:200])
    return {name: each[1:] for name, each in seconds.items()}  # the first one sets the lane up


def _all_at_once(callers: list[httpx.Client], bodies: list[bytes]) -> tuple[list[str], list[float]]:
    """The async actions in the order of the bodies, and the seconds each request took."""
    ready = threading.Barrier(len(bodies))

    def send(number: int) -> tuple[str, float]:
        with httpx.Client(base_url=callers[0].base_url, headers=callers[number % len(callers)].headers) as caller:
            ready.wait()
            start = time.perf_counter()
            answer = caller.post("/v1/orders/import", content=bodies[number], timeout=120)
            seconds = time.perf_counter() - start
        return answer.raise_for_status().json()["async_action_id"], seconds

    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(send, range(len(bodies))))
    return [action_id for action_id, _ in answers], [seconds for _, seconds in answers]


class _Reading:
    """Reads one order of each project in turn, until the block ends."""

    def __init__(self, callers: list[httpx.Client]) -> None:
        self.seconds: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(callers,))

    def _read(self, callers: list[httpx.Client]) -> None:
        headers = [caller.headers for caller in callers]
        with httpx.Client(base_url=callers[0].base_url, timeout=60) as reader:
            while not self._is_over.wait(0.05):
                start = time.perf_counter()
                answer = reader.get("/v1/orders/o-0", headers=headers[len(self.seconds) % len(headers)])
                self.seconds.append(time.perf_counter() - start)
                _require(answer.is_success, "read", answer.text)

    def __enter__(self) -> "_Reading":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()


def _judge(api: ApiWorld, key: ProjectKey, taken: list[str]) -> None:
    runs = api.world.wait([run_id_of(action_id) for action_id in taken], has_ended)
    in_order = [import_id_of(run.id) for run in sorted(runs, key=lambda run: (run.created, str(run.id)))]
    with open_warehouse(api.home, key, create=False, patience=60) as con:
        found = con.execute("SELECT id, started_at, finished_at FROM imports ORDER BY started_at").fetchall()[1:]
    _require([row[0] for row in found] == in_order, key, "out of order")
    _require(all(before[2] <= after[1] for before, after in pairwise(found)), key, "two at once")


def _require(is_right: bool, what: object, found: object) -> None:
    if not is_right:
        message = f"{what}: {found}"
        raise SystemExit(message)


def _table(measured: dict[str, list[float]]) -> Table:
    table = Table("milliseconds", "p50", "p95", "max", "requests")
    for name, seconds in measured.items():
        cuts = quantiles([1000 * each for each in seconds], n=20)
        table.add_row(name, f"{cuts[9]:.0f}", f"{cuts[18]:.0f}", f"{1000 * max(seconds):.0f}", str(len(seconds)))
    return table


if __name__ == "__main__":
    typer.run(main)
