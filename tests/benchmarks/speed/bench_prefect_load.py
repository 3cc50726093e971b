"""What one import asks of Prefect's server and leaves in its database, what an order leaves on disk, what each process
takes of the memory.

`python -m tests.benchmarks.speed.bench_prefect_load`. Server, API and a worker with one child do what they do in any
installation; so many imports are sent over HTTP into one project, one after the other as the lane has it. Requests are
counted in the server's own access log, rows in its tables, both from the first import's acceptance to the last one's
end; beside them, what the same processes ask in a minute with nothing to do. Memory is what a process shares with no
other (USS). The figures count only if every import ended `DONE` with all its orders, and if Prefect has a run of each.
"""

import re
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import msgspec
import psutil
import psycopg
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tests.benchmarks.inputs.generate import orders as generated
from tests.support.worlds.api_world import ApiWorld, Caller, ended, new_api
from tests.support.worlds.postgresql import as_prefect_takes_it, new_postgresql

_KEY = ProjectKey("bench", "load")
_LOGGED = {"PREFECT_SERVER_LOGGING_LEVEL": "INFO", "PREFECT_LOGGING_COLORS": "false", "COLUMNS": "1000"}
_REQUEST = re.compile(r'"(GET|POST|PATCH|PUT|DELETE) (/\S*) HTTP')
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_SETTLED = 3.0  # seconds until the server has written what it writes once a second


class Load:
    """Of one server, as far as it has come."""

    def __init__(self, api: ApiWorld, database: str) -> None:
        self._api, self._database = api, database

    def requests(self) -> Counter[str]:
        """How often each route was asked."""
        text = (self._api.world.root / "server.log").read_text(errors="replace")
        return Counter(f"{method} {_route(path)}" for method, path in _REQUEST.findall(text))

    def rows(self) -> Counter[str]:
        """How many rows each table has."""
        with psycopg.connect(self._database) as con:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            names = [name for (name,) in con.execute(query.encode())]
            return Counter(
                {name: con.execute(f"SELECT count(*) FROM {name}".encode()).fetchall()[0][0] for name in names}
            )

    def size(self) -> int:
        """Bytes of the database, with its indexes."""
        with psycopg.connect(self._database) as con:
            return int(con.execute(b"SELECT pg_database_size(current_database())").fetchall()[0][0])

    def memory(self) -> dict[str, float]:
        """MiB of each process."""
        world = self._api.world
        pids = {name: process.pid for name, process in world.processes.items()}
        [child] = world.children_of("worker")
        each = [*pids.items(), ("worker's child", child)]
        return {name: psutil.Process(pid).memory_full_info().uss / 2**20 for name, pid in each}


def main(
    imports: Annotated[int, typer.Option(help="How many imports.")] = 50,
    orders: Annotated[int, typer.Option(help="Orders in each.")] = 2000,
) -> None:
    """Import, check, and print what it took."""
    with ExitStack() as ending:
        root = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="bench-prefect-load-")))
        url = ending.enter_context(new_postgresql(root / "postgresql"))
        api = ending.enter_context(new_api(root, _LOGGED, as_prefect_takes_it(url)))
        api.world.start_worker("worker", children=1)
        load = Load(api, url)
        caller = ending.enter_context(api.caller(_KEY))
        _import(caller, _body(orders, -1), orders)  # sets the lane up
        time.sleep(_SETTLED)
        before, rows, size = load.requests(), load.rows(), load.size()
        start = time.monotonic()
        sent = [_send(caller, _body(orders, number)) for number in range(imports)]
        for action_id in sent:
            _judge(ended(caller, action_id), orders)
        time.sleep(_SETTLED)
        seconds = time.monotonic() - start
        made, left, grown = load.requests() - before, load.rows() - rows, load.size() - size
        _require(left["flow_run"] == imports, "flow runs", left)
        before = load.requests()
        time.sleep(60)
        idle = load.requests() - before
        _print(imports, made, idle, left, grown)
        print(", ".join(f"{name} {used:.0f} MiB" for name, used in load.memory().items()))
        database = api.home / _KEY.tenant / f"{_KEY.project}.duckdb"
        kept = database.stat().st_size / (orders * (imports + 1))
        print(f"{seconds / imports:.2f} s an import; {kept:.0f} bytes of the project's database for each order sent")


def _print(imports: int, made: Counter[str], idle: Counter[str], left: Counter[str], grown: int) -> None:
    table = Table("", "for one import", "a minute with nothing to do")
    for name, count in [*made.most_common(), ("requests in all", made.total())]:
        table.add_row(name, f"{count / imports:.2f}", str(idle[name] or idle.total() * (name == "requests in all")))
    for name, count in [*left.most_common(), ("in all", left.total())]:
        table.add_row(f"rows: {name}", f"{count / imports:.2f}", "")
    table.add_row("KiB of Prefect's database", f"{grown / imports / 1024:.1f}", "")
    Console(width=120).print(table)


def _body(orders: int, number: int) -> bytes:
    return msgspec.json.encode(list(generated(orders, existing=(number + 1) * orders, seed=number + 2)))


def _send(caller: Caller, body: bytes) -> str:
    answer = caller.post("/v1/orders/import", content=body).raise_for_status()
    return str(answer.json()["async_action_id"])


def _import(caller: Caller, body: bytes, orders: int) -> None:
    _judge(ended(caller, _send(caller, body)), orders)


def _judge(record: dict[str, object], orders: int) -> None:
    result = record["result"]
    is_whole = isinstance(result, dict) and (result["done_count"], result["failed_count"]) == (orders, 0)
    _require(is_whole, "an import", record)


def _route(path: str) -> str:
    path = _ID.sub("{id}", path.partition("?")[0].removeprefix("/api"))
    return path.replace(f"{_KEY.tenant}--{_KEY.project}", "{lane}")


def _require(is_right: bool, what: str, found: object) -> None:
    if not is_right:
        message = f"{what}: {found}"
        raise SystemExit(message)


if __name__ == "__main__":
    typer.run(main)
