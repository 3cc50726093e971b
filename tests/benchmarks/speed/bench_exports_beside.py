"""Exports beside imports: what they cost a lane of imports, in other projects' lanes and in its own.

`python -m tests.benchmarks.speed.bench_exports_beside`.

Rounds of imports alone and of imports with exports take turns, so that what else the machine does touches both. A time
is an import's own, `processing_time`; it counts only if every import ended with all of its orders, and every export has
a line for each order of its project. In the lane itself the exports have turns of their own, which are not counted.
"""

import json
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tests.benchmarks.inputs.generate import orders as generated
from tests.support.worlds.api_world import ApiWorld, Caller, ended, new_api
from tests.support.worlds.eventually import eventually

_EXPORT = {"exported_object": "order"}
_MOST = 1.1  # times as long as alone


def main(
    orders: Annotated[int, typer.Option(help="Orders in each import.")] = 2000,
    imports: Annotated[int, typer.Option(help="Imports of a round.")] = 5,
    exports: Annotated[int, typer.Option(help="Exports of a round.")] = 20,
    rounds: Annotated[int, typer.Option(help="Rounds of each kind.")] = 3,
) -> None:
    """Measure; ends with 1 if an answer is wrong, or exports make the median of the imports a tenth slower."""
    times: dict[str, list[int]] = {"alone": [], "exports in another lane": [], "exports in the lane": []}
    with tempfile.TemporaryDirectory(prefix="bench-beside-") as folder, new_api(Path(folder)) as api:
        api.world.start_worker("worker")
        batches = (msgspec.json.encode(list(generated(orders, seed=seed))) for seed in count(1))
        with api.caller(ProjectKey("bench", "lane")) as lane, api.caller(ProjectKey("bench", "other")) as other:
            _import(lane, next(batches), orders)
            _import(other, next(batches), orders)
            asks: list[tuple[str, Callable[[], list[str]]]] = [
                ("alone", list),
                ("exports in another lane", lambda: [_asked(other) for _ in range(exports)]),
                ("exports in the lane", lambda: [_asked(lane) for _ in range(exports)]),
            ]
            for number in range(rounds):
                first = number % len(asks)  # the project grows, so that each kind has to be first once
                for name, ask in asks[first:] + asks[:first]:
                    asked = ask()
                    times[name] += [_import(lane, next(batches), orders) for _ in range(imports)]
                    _check_exports(other if "another" in name else lane, asked, api)
    alone = median(times["alone"])
    table = Table("", "median ms", "x alone", "slowest ms", title=f"imports of {orders:,} orders, answers checked")
    for name, measured in times.items():
        table.add_row(name, f"{median(measured):,.0f}", f"{median(measured) / alone:.2f}", f"{max(measured):,}")
    Console().print(table)
    if max(median(measured) for measured in times.values()) > _MOST * alone:
        raise typer.Exit(1)


def _import(caller: Caller, body: bytes, orders: int) -> int:
    accepted = caller.post("/v1/orders/import", content=body).raise_for_status().json()
    record = ended(caller, accepted["async_action_id"])
    result = record["result"]
    if not isinstance(result, dict) or result["done_count"] != orders:
        _fail(f"an import ended as {json.dumps(record)[:300]}")
    return int(str(record["processing_time"]))


def _asked(caller: Caller) -> str:
    return str(caller.post("/v1/exports", json=_EXPORT).raise_for_status().json()["id"])


def _check_exports(caller: Caller, asked: list[str], api: ApiWorld) -> None:
    total = int(caller.get("/v1/orders", params={"limit": 1}).raise_for_status().json()["total"])
    for export_id in asked:
        done = eventually(
            lambda export_id=export_id: caller.get(f"/v1/exports/{export_id}").raise_for_status().json(),
            lambda record: record["status"] in ("DONE", "ERROR"),
            hopeless=api.world.trouble,
        )
        lines = len(caller.get(done["result"]["url"]).text.splitlines()) - 1 if done["result"] else 0
        if not 0 < lines <= total:
            _fail(f"an export of at most {total} orders has {lines} lines")


def _fail(message: str) -> None:
    Console(stderr=True).print(message, style="red")
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
