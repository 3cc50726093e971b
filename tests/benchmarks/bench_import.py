"""Our import beside the floor and dlt, in one run: `python -m tests.benchmarks.bench_import --help`."""

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.generate import written
from tests.benchmarks.measure import child, wrong

_BIG = 50_000
_CONTENDERS = {"floor": "floor", "stages": "stages", "flow": "flow_run", "dlt": "dlt_import"}
_LACKS = {
    "floor": ("summary_", "member_"),
    "stages": ("member_",),
    "flow": ("member_",),
    "dlt": ("summary_", "member_", "customer_", "product_", "sku_"),
}
_NARRATION = Console(stderr=True)


def main(
    orders: Annotated[list[int] | None, typer.Option(help="How many orders; may be given more than once.")] = None,
    repeats: Annotated[int, typer.Option(help="Runs of each contender; at 50,000 orders and more at most 3.")] = 7,
    dlt_python: Annotated[Path | None, typer.Option(help="Python of an environment that has dlt[duckdb].")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where generated files are kept; otherwise they are not.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write every measurement.")] = None,
) -> None:
    """Measure at each size; ends with 1 and no times if any contender got its answer wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-orders-") as temporary:
        results = {n: _measure(n, repeats, dlt_python, cache or Path(temporary)) for n in orders or [2000, 200_000]}
    if json_file is not None:
        json_file.write_text(json.dumps(results, indent=1))
    for count, runs in results.items():
        Console().print(_table(count, runs))


def _measure(count: int, repeats: int, dlt_python: Path | None, cache: Path) -> dict[str, list[dict[str, Any]]]:
    """Runs by contender, taken in turns so that a busy moment of the machine meets all of them."""
    source = written(cache, count)
    expected = child("answer", source, 0)
    contenders = dict(_CONTENDERS)
    if dlt_python is None:
        _NARRATION.print("dlt is skipped: --dlt-python names no environment that has it.")
        del contenders["dlt"]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in contenders}
    for turn in range(min(repeats, 3) if count >= _BIG else repeats):
        for name, module in contenders.items():
            if name == "dlt" and turn > 0 and count >= _BIG:
                continue
            _NARRATION.print(f"{count:,} orders, turn {turn + 1}: {name}")
            runs[name].append(_checked(name, module, source, expected, dlt_python))
    return runs


def _checked(name: str, module: str, source: Path, expected: dict[str, int], dlt_python: Path | None) -> dict[str, Any]:
    """One run into a new database; ends the benchmark if the answer is wrong."""
    python = {"python": str(dlt_python)} if name == "dlt" else {}
    expected = {figure: right for figure, right in expected.items() if not figure.startswith(_LACKS[name])}
    with tempfile.TemporaryDirectory(prefix="bench-database-") as folder:
        database = Path(folder) / "bench" / "orders.duckdb"
        database.parent.mkdir()
        measured = child(module, source, database, **python)
    if faults := wrong(expected, measured["figures"]):
        _NARRATION.print(f"{name} is wrong: {'; '.join(faults)}", style="red")
        raise typer.Exit(1)
    return measured


def _table(count: int, runs: dict[str, list[dict[str, Any]]]) -> Table:
    """Medians and their ratios to the floor and to dlt; peak memory is the highest seen."""
    seconds = {name: median(run["seconds"] for run in measured) for name, measured in runs.items()}
    table = Table("contender", "runs", "median s", "fastest s", "x floor", "dlt / it", "peak MB", "stages, median ms")
    table.title = f"{count:,} orders, answers checked"
    for name, measured in runs.items():
        stages = {stage: median(run["stages"][stage] for run in measured) for stage in measured[0]["stages"]}
        table.add_row(
            name,
            str(len(measured)),
            f"{seconds[name]:.3f}",
            f"{min(run['seconds'] for run in measured):.3f}",
            f"{seconds[name] / seconds['floor']:.2f}",
            f"{seconds['dlt'] / seconds[name]:.1f}" if "dlt" in seconds else "-",
            f"{max(run['peak_mb'] for run in measured):,.0f}",
            ", ".join(f"{stage} {value:,.0f}" for stage, value in stages.items()),
        )
    return table


if __name__ == "__main__":
    typer.run(main)
