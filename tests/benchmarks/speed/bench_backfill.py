"""A backfill beside a bare DuckDB script that reads and upserts the same files in the same portions.

`python -m tests.benchmarks.speed.bench_backfill --help`
"""

import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.contenders.measure import child, wrong
from tests.benchmarks.inputs.generate import written
from tests.benchmarks.inputs.portions import cut
from tests.support.projects.lakes import new_address
from tests.support.worlds.postgresql import new_postgresql

_NARRATION = Console(stderr=True)
_MILLION = 1_000_000
_FLOOR = "bare DuckDB"
# what it has none of; segments have neither of them
_FLOOR_LACKS = ("summary_", "differences")


def main(
    orders: Annotated[list[int] | None, typer.Option(help="How many orders; may be given more than once.")] = None,
    portion: Annotated[int, typer.Option(help="Orders in a portion, and in a file.")] = 25_000,
    in_file: Annotated[int | None, typer.Option(help="Orders in a file, of which a portion has several.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where generated files are kept; otherwise they are not.")] = None,
    with_lake: Annotated[bool, typer.Option("--lake", help="Also into a lake, its catalog in a PostgreSQL.")] = False,
) -> None:
    """Measure at each size; ends with 1 and no times if an answer is wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-orders-") as temporary:
        folder = cache or Path(temporary)
        counts = orders or [200_000, 1_000_000]
        results = {
            count: _measured(written(folder, count), portion, in_file or portion, with_lake=with_lake)
            for count in counts
        }
    Console().print(_table(results, portion, in_file or portion))


def _measured(source: Path, portion: int, in_file: int, *, with_lake: bool) -> dict[str, dict[str, Any]]:
    expected = {**child("inputs.answer", source, 0), "differences": 0}
    del expected["member_count"]
    with tempfile.TemporaryDirectory(prefix="bench-files-", dir=source.parent) as folder:
        files = Path(folder) / "files"
        cut(source, files, in_file)
        floor = {name: right for name, right in expected.items() if not name.startswith(_FLOOR_LACKS)}
        runs = {
            _FLOOR: _checked("floor_portions", files, floor),
            "backfill": _checked("backfill_run", files, expected, portion),
        }
        if with_lake:
            with new_postgresql(Path(folder) / "postgresql") as server:
                lake = (new_address(server), Path(folder) / "rows")
                runs["backfill into a lake"] = _checked("backfill_run", files, expected, portion, *lake)
        return runs


def _checked(module: str, files: Path, expected: dict[str, int], *arguments: object) -> dict[str, Any]:
    """One run into a new database; ends the benchmark if the answer is wrong."""
    _NARRATION.print(f"{module}: {len(list(files.iterdir())):,} files")
    with tempfile.TemporaryDirectory(prefix="bench-database-", dir=files.parent) as folder:
        database = Path(folder) / "bench" / "orders.duckdb"
        database.parent.mkdir()
        measured = child(f"contenders.{module}", files, database, *arguments)
    if faults := wrong(expected, measured["figures"]):
        _NARRATION.print(f"{module} is wrong: {'; '.join(faults)}", style="red")
        raise typer.Exit(1)
    return measured


def _table(results: dict[int, dict[str, dict[str, Any]]], portion: int, in_file: int) -> Table:
    columns = ("s", "x bare DuckDB", "processor s", "x", "orders a second", "1st million", "last million", "peak MiB")
    table = Table("orders", "", *columns)
    table.title = f"30 % of them again, in files of {in_file:,}, answers checked"
    for count, runs in results.items():
        for name, run in runs.items():
            times = [
                text
                for figure in ("seconds", "cpu_seconds")
                for text in (f"{run[figure]:.1f}", f"{run[figure] / runs[_FLOOR][figure]:.2f}")
            ]
            rates = [
                f"{rate:,.0f}"
                for rate in (count / run["seconds"], *_rates(run["laps"], in_file if name == _FLOOR else portion))
            ]
            table.add_row(f"{count:,}", name, *times, *rates, f"{run['peak_mib']:,.0f}")
    return table


def _rates(laps: list[list[float]], portion: int) -> tuple[float, float]:
    """Orders a second among the first and among the last million, or among all where there are fewer."""
    times = [0.0, *(seconds for seconds, _ in laps)]
    count = min(len(laps), max(1, _MILLION // portion))
    return portion * count / times[count], portion * count / (times[-1] - times[-1 - count])


if __name__ == "__main__":
    typer.run(main)
