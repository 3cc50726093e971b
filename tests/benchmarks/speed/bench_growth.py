"""What one batch costs in an empty project and in one that holds a million orders, beside a bare DuckDB script.

`python -m tests.benchmarks.speed.bench_growth --help`
"""

import json
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tasks.backfill.portion_size import portion_size
from tasks.warehouse.whole_files import sync
from tests.benchmarks.contenders.measure import child, wrong
from tests.benchmarks.inputs.generate import written

_NARRATION = Console(stderr=True)
_PROCESSOR, _PEAK = "all, of the processor", "peak of memory, MiB"
_FLOORS = (
    ("floor_growth", "bare DuckDB that keeps nothing"),
    ("floor_keeps", "bare DuckDB that keeps what it replaces"),
)
_NO_FLOOR_HAS = ("product_", "sku_", "summary_", "member_")
_LACKS = {name: _NO_FLOOR_HAS for name, _ in _FLOORS}


def main(
    holding: Annotated[int, typer.Option(help="Orders that the grown project holds.")] = 1_000_000,
    orders: Annotated[int, typer.Option(help="Orders in the batch; 30 % of them are in the grown project.")] = 2000,
    repeats: Annotated[int, typer.Option(help="Runs into each project, in turns.")] = 7,
    as_backfill: Annotated[
        bool, typer.Option("--backfill", help="As a backfill, into projects whose rows were replaced all over.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write every measurement.")] = None,
) -> None:
    """Import the same batch into a copy of each project; ends with 1 and no times if an answer is wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-growth-") as temporary:
        folder = Path(temporary)
        batch = written(folder, orders, existing=holding)
        databases = {size: _project(folder, size, *(["replaced"] if as_backfill else [])) for size in (0, holding)}
        expected = {size: child("inputs.answer", batch, size) for size in databases}
        names = dict([("backfill_run", "our backfill") if as_backfill else ("stages", "our import"), *_FLOORS])
        runs: dict[str, dict[int, list[dict[str, Any]]]] = {
            contender: {size: [] for size in databases} for contender in names
        }
        for turn in range(repeats):
            for contender, measured in runs.items():
                for size, database in databases.items():
                    _NARRATION.print(f"turn {turn + 1}: {orders:,} orders into {size:,}, {names[contender]}")
                    portion = [portion_size(size)] if as_backfill else []
                    measured[size].append(_checked(contender, batch, database, expected[size], *portion))
    if json_file is not None:
        json_file.write_text(json.dumps(runs, indent=1))
    for contender, measured in runs.items():
        Console().print(_table(f"{orders:,} orders, {names[contender]}", measured))


def _project(folder: Path, size: int, *how: str) -> Path:
    _NARRATION.print(f"making a project of {size:,} orders")
    database = folder / "bench" / f"holding-{size}.duckdb"
    child("inputs.grown", database, size, *how)
    return database


def _checked(contender: str, batch: Path, database: Path, expected: dict[str, int], *portion: int) -> dict[str, Any]:
    """One run into a copy of `database`; ends the benchmark if the answer is wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-database-", dir=database.parent) as folder:
        copy = Path(folder) / "copy.duckdb"
        shutil.copyfile(database, copy)
        # or the first sync of the import writes the whole copy, in the import's time
        sync(copy)
        measured = child(f"contenders.{contender}", batch, copy, *portion)
    expected = {figure: right for figure, right in expected.items() if not figure.startswith(_LACKS.get(contender, ()))}
    if faults := wrong(expected, measured["figures"]):
        _NARRATION.print(f"{contender} in {database.stem} is wrong: {'; '.join(faults)}", style="red")
        raise typer.Exit(1)
    return measured


def _table(title: str, runs: dict[int, list[dict[str, Any]]]) -> Table:
    """Median milliseconds in all, of the processor and by stage, with their ratio to the empty project."""
    table = Table("milliseconds, median", *(f"into {size:,}" for size in runs), "ratio")
    table.title = f"{title}, {len(runs[0])} runs each, answers checked"
    names = ("all", _PROCESSOR, _PEAK, *runs[0][0]["stages"])
    for name in names:
        times = [median(_milliseconds(run, name) for run in measured) for measured in runs.values()]
        table.add_row(name, *(f"{time:,.1f}" for time in times), f"{times[-1] / times[0]:.2f}")
    return table


def _milliseconds(run: dict[str, Any], stage: str) -> float:
    if stage == _PROCESSOR:
        return float(run["cpu_seconds"]) * 1000
    if stage == _PEAK:
        return float(run["peak_mib"])
    return run["seconds"] * 1000 if stage == "all" else run["stages"][stage]


if __name__ == "__main__":
    typer.run(main)
