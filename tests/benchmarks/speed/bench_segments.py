"""What bringing 50 active segments up to date costs: after an import, and for everybody.

`python -m tests.benchmarks.speed.bench_segments --help`
"""

import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Annotated

import polars as pl
import typer

from tasks.imports.history import note_begin
from tasks.segments.refresh import rebuild, refresh
from tasks.transform.transform import transform
from tasks.validate.validate import validate
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.benchmarks.inputs import crowd
from tests.benchmarks.inputs.place import place_of
from tests.support.projects.stages import KEY, extracted, load

_LATER = crowd.NOW + timedelta(days=10)


def main(
    customers: Annotated[
        int, typer.Option(help="Customers of the big project; the small one has a tenth.")
    ] = 1_000_000,
    orders: Annotated[int, typer.Option(help="Orders, each of another customer, in the biggest import.")] = 2000,
    repeats: Annotated[int, typer.Option(help="Imports of each size.")] = 5,
) -> None:
    """Refresh and rebuild, small project and big one; ends with an error and no times if an answer is wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-segments-") as folder:
        for count in (customers // 10, customers):
            database = Path(folder) / str(count) / "p.duckdb"
            crowd.make(database, count)
            print(f"{count:,} customers, {len(crowd.asked())} active segments:")
            for line in _measured(database, count, (orders, orders // 10), repeats):
                print(f"  {line}")


def _measured(database: Path, count: int, sizes: tuple[int, ...], repeats: int) -> list[str]:
    lines, ordered, turn = [], [], 0
    for size in sizes:
        times = []
        for _ in range(repeats):
            texts, paid = crowd.batch(count, size, turn)
            ordered.append(paid)
            times.append(_refresh(database, texts, f"imp_{turn}"))
            turn += 1
        lines.append(f"refresh after {size:,} orders: {_shown(times)}")
    found = crowd.facts(count, pl.concat(ordered))
    with open_warehouse(*place_of(database), create=False) as con:
        entered = _check(con, found)
        start = time.perf_counter()
        rebuild(con, _LATER)
        lines.append(f"rebuild of everything: {time.perf_counter() - start:.2f} s")
        assert crowd.stored_members(con) == crowd.expected_members(found, _LATER)
    return [*lines, f"checked: {entered:,} entries, each with its event and its delivery"]


def _refresh(database: Path, texts: list[str], import_id: str) -> float:
    """Import and refresh as the flow does, in one opening; the seconds of the refresh."""
    with open_warehouse(*place_of(database), create=False) as con:
        note_begin(con, import_id, import_id, "bench", "ndjson", crowd.NOW)
        staged = transform(con, validate(extracted(texts), 10_000), KEY, import_id, crowd.NOW)
        load(con, staged, import_id, crowd.NOW)
        start = time.perf_counter()
        refresh(con, import_id)
        return time.perf_counter() - start


def _check(con: Connection, found: pl.DataFrame) -> int:
    """Who is in which segment, and that each entry has an event and a delivery; the number of entries."""
    assert crowd.stored_members(con) == crowd.expected_members(found)
    ((entered,),) = con.execute("SELECT count(*) FROM segment_changes WHERE change = 'entered'").fetchall()
    events = "SELECT count(*) FROM events WHERE type = 'customer.segment.entered'"
    assert con.execute(events).fetchall() == con.execute("SELECT count(*) FROM deliveries").fetchall() == [(entered,)]
    return entered


def _shown(times: list[float]) -> str:
    return f"{median(times):.3f} s (median of {len(times)}, {min(times):.3f} to {max(times):.3f})"


if __name__ == "__main__":
    typer.run(main)
