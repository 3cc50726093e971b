"""A shop's orders CSV by its mapping beside the same orders as NDJSON.

`python -m tests.benchmarks.speed.bench_exports`.
"""

import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.contenders.measure import child, wrong
from tests.benchmarks.inputs.shop_export import written


def main(
    lines: Annotated[int, typer.Option(help="How many lines of orders.")] = 200_000,
    repeats: Annotated[int, typer.Option(help="Imports of each file.")] = 3,
) -> None:
    """Measure both; ends with 1 and no times if they do not come to the same orders, customers and amounts."""
    with tempfile.TemporaryDirectory(prefix="bench-exports-") as folder:
        sources = written(Path(folder), lines)
        runs: dict[str, list[dict[str, Any]]] = {source.suffix: [] for source in sources}
        for _ in range(repeats):
            for source in sources:
                runs[source.suffix].append(_imported(source))
    if faults := wrong(runs[".ndjson"][0]["figures"], runs[".csv"][0]["figures"]):
        Console(stderr=True).print(f"the CSV came to something else: {'; '.join(faults)}", style="red")
        raise typer.Exit(1)
    Console().print(_table(lines, runs))


def _imported(source: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-database-") as folder:
        database = Path(folder) / "bench" / "orders.duckdb"
        database.parent.mkdir()
        return child("contenders.stages", source, database)


def _table(lines: int, runs: dict[str, list[dict[str, Any]]]) -> Table:
    own = median(run["seconds"] for run in runs[".ndjson"])
    table = Table("", "median s", "x NDJSON", "extract ms", "peak MiB", title=f"{lines:,} lines, answers checked")
    for name, measured in runs.items():
        seconds = median(run["seconds"] for run in measured)
        extract = median(run["stages"]["extract"] for run in measured)
        peak = max(run["peak_mib"] for run in measured)
        table.add_row(name, f"{seconds:.2f}", f"{seconds / own:.2f}", f"{extract:,.0f}", f"{peak:,.0f}")
    return table


if __name__ == "__main__":
    typer.run(main)
