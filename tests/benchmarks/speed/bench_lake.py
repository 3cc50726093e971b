"""Imports into a lake beside the same into a file, one after the other, in turns, each kept open as by a warm worker.

`python -m tests.benchmarks.speed.bench_lake`. The lake has its catalog in a real PostgreSQL and its rows in a folder;
its upkeep, after every few imports, is in the means. They count only if both projects hold what a replay of all batches
says.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import fmean, median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey, new_import_id
from tasks.imports.attempt import NO_CALLBACKS
from tasks.imports.core import import_orders
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.sharing import connection_cache
from tasks.warehouse.sharing.connection_cache import ConnectionCache, cache_in_use
from tasks.warehouse.storages.file.file_storage import FileStorage
from tasks.warehouse.storages.of_home import storage_of
from tasks.warehouse.whole_projects.moving import copy_to_other_storage
from tests.benchmarks.contenders.measure import child, wrong
from tests.benchmarks.inputs import grown
from tests.benchmarks.inputs.answer import in_project
from tests.benchmarks.inputs.generate import written
from tests.benchmarks.inputs.portions import cut
from tests.support.projects.lakes import lake_for
from tests.support.worlds.postgresql import new_postgresql

KEY = ProjectKey("bench", "orders")
_NO_CAP = 10**9


class Contender:
    """A home, and what each import into it took: seconds in all, and of the processor of this process."""

    def __init__(self, home: Path) -> None:
        self._warehouse, self._cache = ProjectWarehouse(KEY, home, 30.0), ConnectionCache()
        self.times: list[tuple[float, float]] = []

    def add(self, source: Path) -> None:
        """Import one batch."""
        before = cache_in_use.set(self._cache)
        start, cpu_start = time.perf_counter(), time.process_time()
        import_orders(
            ImportRequest(new_import_id(), KEY, str(source)), self._warehouse, reader(lambda: _NO_CAP, NO_CALLBACKS)
        )
        self.times.append((time.perf_counter() - start, time.process_time() - cpu_start))
        cache_in_use.reset(before)

    def judge(self, expected: dict[str, int]) -> None:
        """Close it, and end the benchmark if it does not hold what it should."""
        self._cache.close()
        with open_warehouse(self._warehouse.home, KEY) as con:
            if faults := wrong(expected, in_project(con)):
                raise SystemExit(f"{self._warehouse.home.name} is wrong: {'; '.join(faults)}")


def main(
    imports: Annotated[int, typer.Option(help="Batches, one after the other.")] = 40,
    orders: Annotated[int, typer.Option(help="Orders in each; 30 % of them repeat stored ones.")] = 2000,
    holding: Annotated[int, typer.Option(help="Orders that both projects hold before.")] = 0,
) -> None:
    """Import all batches into both, judge both, and print the times."""
    connection_cache.IDLE_SECONDS = 600.0  # the other's import takes longer than a lane waits for its next one
    with tempfile.TemporaryDirectory(prefix="bench-lake-") as name, ExitStack() as stack:
        root = Path(name)
        both = stack.enter_context(_both(root, holding))
        source = written(root, imports * orders, existing=holding)
        for number, batch in enumerate(cut(source, root / "batches", orders)):
            for contender in list(both.values())[:: 1 if number % 2 else -1]:
                contender.add(batch)
        expected = child("inputs.answer", source, holding)
        for contender in both.values():
            contender.judge(expected)
    Console().print(_table(both, f"{orders:,} orders into {holding:,} and what was imported before"))


@contextmanager
def _both(root: Path, holding: int) -> Iterator[dict[str, Contender]]:
    file_home, lake_home = root / "file", root / "lake"
    grown.run(file_home / KEY.tenant / f"{KEY.project}.duckdb", holding)
    with new_postgresql(root / "postgresql") as server, lake_for(lake_home, server, str(root / "rows")):
        files, lakes = FileStorage(file_home), storage_of(lake_home)
        copy_to_other_storage(lake_home, KEY, files, lakes, 30.0, replaces=False)
        yield {"file": Contender(file_home), "lake": Contender(lake_home)}


def _table(both: dict[str, Contender], title: str) -> Table:
    """Means of all imports, and medians of the first and the last half; PostgreSQL's processor is not in the lake's."""
    table = Table("seconds", "first half", "last half", "mean", "processor", "mean x file", title=title)
    floor = fmean(seconds for seconds, _ in both["file"].times)
    for name, contender in both.items():
        seconds = [taken for taken, _ in contender.times]
        middle = len(seconds) // 2
        halves, cpu = (median(seconds[:middle]), median(seconds[middle:])), fmean(cpu for _, cpu in contender.times)
        figures = (*halves, fmean(seconds), cpu, fmean(seconds) / floor)
        table.add_row(name, *(f"{figure:.2f}" for figure in figures))
    return table


if __name__ == "__main__":
    typer.run(main)
