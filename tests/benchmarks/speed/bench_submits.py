"""Batches sent over HTTP, beside the time that it takes to write such a body durably.

`python -m tests.benchmarks.speed.bench_submits`. `body written` is the floor of any machine, in a bare script: the body
written to a new file, fsync, its folder fsynced too. `bare server` is the floor of anything that speaks HTTP: uvicorn
that writes the body, and does nothing else. Both are measured in turn with the submits they stand beside, on the same
disk and beside the same load. The cases: nothing else happens; four lanes are being drained; the first import of a new
project meanwhile; Prefect's server stopped; many at once for many projects. The times count only if every request was
answered as it should be, every import ended `DONE` with all its orders, and each project's imports ran one after the
other in the order in which they were accepted.
"""

import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count, pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated, NamedTuple

import httpx
import msgspec
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey, parse_import_id
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.contenders.bare_server import bare_server
from tests.benchmarks.inputs.generate import orders as generated
from tests.support.worlds.api_world import ApiWorld, Caller, ended, new_api

_DRAINED = 4


class Seconds(NamedTuple):
    """What each submit of a case took, each to the bare server, and each writing of the body."""

    sent: list[float]
    bare: list[float]
    written: list[float]


class Bench:
    """One API, its projects, and what was sent to each of them."""

    def __init__(self, api: ApiWorld, bare_url: str, body: bytes, orders: int, times: int) -> None:
        self._api, self._bare_url, self._body, self._orders, self._times = api, bare_url, body, orders, times
        self._names, self._files = count(), count()
        self.callers: dict[ProjectKey, Caller] = {}
        self._sent: dict[ProjectKey, list[str]] = defaultdict(list)
        self.seconds: dict[str, Seconds] = {}
        self._unordered: set[ProjectKey] = set()

    def new_project(self) -> ProjectKey:
        """A project that nothing was ever sent to."""
        key = ProjectKey("bench", f"p{next(self._names)}")
        self.callers[key] = self._api.caller(key)
        return key

    def submit(self, key: ProjectKey, client: httpx.Client | None = None) -> float:
        """Send one batch; the seconds until its answer."""
        start = time.perf_counter()
        answer = (client or self.callers[key]).post("/v1/orders/import", content=self._body, timeout=120)
        seconds = time.perf_counter() - start
        self._sent[key].append(answer.raise_for_status().json()["async_action_id"])
        return seconds

    def write(self) -> float:
        """Write such a body as durably as an accepted one is; the seconds it took."""
        path = self._api.home / f"floor-{next(self._files)}"
        start = time.perf_counter()
        with path.open("wb") as file:
            file.write(self._body)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        seconds = time.perf_counter() - start
        path.unlink()
        return seconds

    def measure(self, name: str, next_key: Callable[[], ProjectKey]) -> None:
        """Submits, the same to the bare server, and plain writes in turn, one after the other."""
        with httpx.Client() as client:
            taken = [(self.submit(next_key()), self.send_bare(client), self.write()) for _ in range(self._times)]
        self.seconds[name] = Seconds(*map(list, zip(*taken, strict=True)))

    def send_bare(self, client: httpx.Client) -> float:
        """Send the same body to the bare server; the seconds until its answer."""
        start = time.perf_counter()
        client.post(self._bare_url, content=self._body, timeout=120).raise_for_status()
        return time.perf_counter() - start

    def measure_at_once(self, name: str, submits: int, keys: list[ProjectKey]) -> None:
        """All submits at the same moment."""
        self._unordered.update(keys)  # whose answer came first says nothing about who was accepted first

        def send(client: httpx.Client, number: int) -> float:
            key = keys[number % len(keys)]
            client.base_url, client.headers = httpx.URL(self._api.url), self.callers[key].headers
            return self.submit(key, client)

        sent, bare = _at_once(submits, send), _at_once(submits, lambda client, _: self.send_bare(client))
        self.seconds[name] = Seconds(sent, bare, [self.write() for _ in range(self._times)])

    def await_an_end(self, keys: list[ProjectKey]) -> None:
        """Wait until the first import of each project has ended, so that the others are under way."""
        for key in keys:
            ended(self.callers[key], self._sent[key][0])

    def judge(self) -> None:
        """Wait until all is imported, and end the benchmark if anything is missing, out of order or at once."""
        for key, sent in self._sent.items():
            for action_id in sent:
                result = ended(self.callers[key], action_id)["result"]
                _require((result["done_count"], result["failed_count"]) == (self._orders, 0), action_id, result)
            with open_warehouse(self._api.home, key, create=False, patience=60) as con:
                found = con.execute("SELECT id, started_at, finished_at FROM imports ORDER BY started_at").fetchall()
            _require({row[0] for row in found} == set(map(parse_import_id, sent)), key, "imports are missing")
            _require(all(before[2] <= after[1] for before, after in pairwise(found)), key, "two at once")
            if key not in self._unordered:
                _require([row[0] for row in found] == list(map(parse_import_id, sent)), key, "out of order")

    def table(self) -> Table:
        """Milliseconds; `times` is p50 of the submits over p50 of what stands beside them."""
        table = Table("milliseconds", "p50", "p95", "max", "body written", "times", "bare server", "times", "requests")
        for name, case in self.seconds.items():
            cuts = quantiles([1000 * each for each in case.sent], n=20)
            floors = [1000 * median(case.written), 1000 * median(case.bare)]
            beside = [text for floor in floors for text in (f"{floor:.1f}", f"{cuts[9] / floor:.2f}")]
            longest = f"{1000 * max(case.sent):.1f}"
            table.add_row(name, f"{cuts[9]:.1f}", f"{cuts[18]:.1f}", longest, *beside, str(len(case.sent)))
        return table


def main(
    submits: Annotated[int, typer.Option(help="Batches sent at the same time.")] = 50,
    projects: Annotated[int, typer.Option(help="Projects they belong to, in turn.")] = 10,
    orders: Annotated[int, typer.Option(help="Orders in each batch.")] = 2000,
    times: Annotated[int, typer.Option(help="Batches in each of the other cases.")] = 20,
) -> None:
    """Measure all cases, judge the databases, and print the times."""
    body = msgspec.json.encode(list(generated(orders)))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-submits-")))
        api, bare_url = stack.enter_context(new_api(folder)), stack.enter_context(bare_server(folder))
        bench = Bench(api, bare_url, body, orders, times)
        alone = bench.new_project()
        bench.measure("nothing else happens", lambda: alone)
        drained = [bench.new_project() for _ in range(_DRAINED)]
        for key in drained * (times // 2):
            bench.submit(key)
        api.world.start_worker("worker")
        bench.await_an_end(drained)
        turn = count()
        bench.measure("while four lanes are drained", lambda: drained[next(turn) % _DRAINED])
        bench.measure("first of a new project, meanwhile", bench.new_project)
        api.world.kill("server")
        bench.measure("Prefect's server stopped", lambda: alone)
        api.world.start_server()
        many = [bench.new_project() for _ in range(projects)]
        bench.measure_at_once(f"{submits} at once for {projects} projects", submits, many)
        bench.judge()
    print(f"{len(body):,} bytes, {orders:,} orders in each batch")
    # wide enough for all columns, also where nobody looks
    Console(width=150).print(bench.table())


def _at_once(submits: int, send: Callable[[httpx.Client, int], float]) -> list[float]:
    """What `send` takes for each of so many clients, which begin at the same moment."""
    ready = threading.Barrier(submits)

    def begin(number: int) -> float:
        with httpx.Client() as client:
            ready.wait()
            return send(client, number)

    with ThreadPoolExecutor(submits) as pool:
        return list(pool.map(begin, range(submits)))


def _require(is_right: bool, what: object, found: object) -> None:
    if not is_right:
        message = f"{what}: {found}"
        raise SystemExit(message)


if __name__ == "__main__":
    typer.run(main)
