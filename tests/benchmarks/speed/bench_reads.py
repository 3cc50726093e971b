"""Reads and small writes over HTTP, at rest and during a stream of imports of the same project.

`python -m tests.benchmarks.speed.bench_reads`. At rest is before and after the imports, as a lake that holds more files
takes longer to read. Each answer is checked when it comes; the table is printed only if every import ended as it should
and every order that was written meanwhile is there. Beside it the floor: the same reads of bare DuckDB without HTTP,
beside bare imports of the same batches.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import msgspec
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tests.benchmarks.contenders.bare_reads import Seconds, bare_reads
from tests.benchmarks.inputs.generate import orders as generated
from tests.support.projects.lakes import new_address
from tests.support.worlds.api_world import ApiWorld, ended, new_api
from tests.support.worlds.cores import cores, move, started_on
from tests.support.worlds.postgresql import new_postgresql
from tests.support.worlds.repeatedly import repeatedly

KEY = ProjectKey("bench", "reads")


@dataclass
class Asked:
    """In one phase: how long each kind of request took, in seconds, and how many orders were written."""

    phase: str
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    written: int = 0

    def ask(self, name: str, request: Callable[[], httpx.Response], is_right: Callable[[object], bool]) -> None:
        """Time one request; a wrong answer ends the benchmark."""
        start = time.perf_counter()
        answer = request()
        self.seconds[name].append(time.perf_counter() - start)
        if answer.status_code != httpx.codes.OK or not is_right(answer.json()):
            message = f"{name}: {answer.status_code} {answer.text[:300]}"
            raise SystemExit(message)


def main(
    orders: Annotated[int, typer.Option(help="Orders in each import.")] = 2000,
    imports: Annotated[int, typer.Option(help="Imports in the stream.")] = 10,
    grown: Annotated[int, typer.Option(help="Imports before the measurement.")] = 1,
    rest_seconds: Annotated[float, typer.Option(help="How long to ask at rest, before and after.")] = 5.0,
    in_lake: Annotated[
        bool, typer.Option("--lake", help="The project is in a lake, its catalog in a PostgreSQL.")
    ] = False,
    writes: Annotated[bool, typer.Option(help="Whether one client writes, too.")] = True,
    apart: Annotated[
        bool, typer.Option(help="Give the API a core and the worker the others, as on machines of their own.")
    ] = False,
) -> None:
    """One client reads and one writes all the time, at rest and while the imports run."""
    batches = [list(generated(orders, existing=orders * turn)) for turn in range(grown + imports)]
    with _api(in_lake=in_lake, apart=apart) as api, api.caller(KEY) as caller:
        for batch in batches[:grown]:
            _done(caller, _submitted(caller, batch), orders)
        rest, busy = Asked("rest"), Asked("busy")
        with _asking(api, caller, rest, writes=writes):
            time.sleep(rest_seconds)
        with _asking(api, caller, busy, writes=writes):
            start = time.perf_counter()
            for action_id in [_submitted(caller, batch) for batch in batches[grown:]]:
                _done(caller, action_id, orders)
            seconds = time.perf_counter() - start
        with _asking(api, caller, rest, writes=writes):
            time.sleep(rest_seconds)
        _check_written(caller, rest, busy)
    with tempfile.TemporaryDirectory(prefix="bench-reads-") as folder:
        floor = bare_reads(Path(folder), orders, imports, rest_seconds)
    print(f"{imports} imports of {orders:,} orders in {seconds:.1f} s, while asked")
    Console().print(_table("over HTTP", rest.seconds, busy.seconds), _table("bare DuckDB", *floor))


@contextmanager
def _api(*, in_lake: bool, apart: bool) -> Iterator[ApiWorld]:
    """With a worker."""
    with tempfile.TemporaryDirectory(prefix="bench-reads-") as name, ExitStack() as stack:
        root = Path(name)
        settings = {}
        if in_lake:
            address = new_address(stack.enter_context(new_postgresql(root / "postgresql")))
            settings = {"ORDERS_STORAGE": address, "ORDERS_DATA": str(root / "rows")}
        first, *others = all_cores = cores()
        with started_on(others if apart else all_cores):
            api = stack.enter_context(new_api(root, settings))
            api.world.start_worker("worker")
        if apart:
            move(api.world.processes["api"].pid, [first])
        yield api


def _submitted(caller: httpx.Client, batch: list[dict[str, object]]) -> str:
    accepted = caller.post("/v1/orders/import", content=msgspec.json.encode(batch))
    return accepted.raise_for_status().json()["async_action_id"]


def _done(caller: httpx.Client, action_id: str, orders: int) -> None:
    result = ended(caller, action_id)["result"]
    if (result["done_count"], result["failed_count"]) != (orders, 0):
        message = f"{action_id} ended with {result}"
        raise SystemExit(message)


@contextmanager
def _asking(api: ApiWorld, keys: httpx.Client, asked: Asked, *, writes: bool) -> Iterator[None]:
    """Read in one thread and, if asked to, write in another until the block ends."""
    with (
        httpx.Client(base_url=api.url, headers=keys.headers, timeout=60) as caller,
        repeatedly(lambda: _read_once(caller, asked)),
        # apart, as in a lake a write waits for the import at work
        repeatedly(lambda: _write_once(caller, asked)) if writes else nullcontext(),
    ):
        yield


def _read_once(caller: httpx.Client, asked: Asked) -> None:
    asked.ask("one order", lambda: caller.get("/v1/orders/o-0"), lambda order: order["source_id"] == "o-0")
    page = "/v1/orders?limit=100"
    asked.ask("page of 100 orders", lambda: caller.get(page), lambda found: len(found["orders"]) == 100)
    customers = "/v1/customers?limit=10&order=created_at"
    asked.ask("page of 10 customers", lambda: caller.get(customers), lambda found: len(found["customers"]) == 10)


def _write_once(caller: httpx.Client, asked: Asked) -> None:
    source_id, customer = f"{asked.phase}-{asked.written}", {"source_id": asked.phase}
    one = {"source_id": source_id, "amount": asked.written, "customer": customer}
    asked.ask(
        "small write", lambda: caller.post("/v1/orders", json=one), lambda order: order["amount"] == one["amount"]
    )
    asked.written += 1


def _check_written(caller: httpx.Client, *phases: Asked) -> None:
    for asked in phases:
        for number in range(asked.written):
            caller.get(f"/v1/orders/{asked.phase}-{number}").raise_for_status()


def _table(title: str, rest: Seconds, busy: Seconds) -> Table:
    table = Table("milliseconds", "rest p50", "p95", "busy p50", "p95", "p95 x", "max", "asked")
    table.title = f"{title}, at rest and beside imports"
    for name in rest:
        times = [[1000 * each for each in seconds[name]] for seconds in (rest, busy)]
        (middle, high), (busy_middle, busy_high) = (
            [quantiles(each, n=20)[place] for place in (9, 18)] for each in times
        )
        shown = [f"{each:.1f}" for each in (middle, high, busy_middle, busy_high, busy_high / high, max(times[1]))]
        table.add_row(name, *shown, str(len(times[1])))
    return table


if __name__ == "__main__":
    typer.run(main)
