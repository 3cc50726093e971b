"""Our import beside the floor and dlt, in one run: `python -m tests.benchmarks.speed.bench_import --help`."""

import json
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.benchmarks.contenders.measure import child, wrong
from tests.benchmarks.inputs.generate import written

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
    only: Annotated[
        list[str] | None, typer.Option(help="Contenders beside the floor; all of them if not given.")
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Where generated files are kept; otherwise they are not.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write every measurement.")] = None,
) -> None:
    """Measure at each size; ends with 1 and no times if any contender got its answer wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-orders-") as temporary:
        contenders = _contenders(only, dlt_python)
        sources = [(count, written(cache or Path(temporary), count)) for count in orders or [2000, 200_000]]
        results = {count: _measure(source, count, repeats, contenders, dlt_python) for count, source in sources}
    if json_file is not None:
        json_file.write_text(json.dumps(results, indent=1))
    for count, runs in results.items():
        Console().print(_table(count, runs))
        for name in runs.keys() & {"stages", "flow"}:
            Console(soft_wrap=True).print(_stages(name, runs[name]))


def _contenders(only: list[str] | None, dlt_python: Path | None) -> dict[str, str]:
    """Modules by contender; dlt is among them only where there is an environment for it."""
    wanted = {"floor", *(only or _CONTENDERS)}
    if dlt_python is None and "dlt" in wanted:
        _NARRATION.print("dlt is skipped: --dlt-python names no environment that has it.")
        wanted.discard("dlt")
    return {name: module for name, module in _CONTENDERS.items() if name in wanted}


def _measure(
    source: Path, count: int, repeats: int, contenders: dict[str, str], dlt_python: Path | None
) -> dict[str, list[dict[str, Any]]]:
    """Runs by contender, taken in turns so that a busy moment of the machine meets all of them."""
    expected = child("inputs.answer", source, 0)
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
        measured = child(f"contenders.{module}", source, database, **python)
    if faults := wrong(expected, measured["figures"]):
        _NARRATION.print(f"{name} is wrong: {'; '.join(faults)}", style="red")
        raise typer.Exit(1)
    return measured


def _table(count: int, runs: dict[str, list[dict[str, Any]]]) -> Table:
    """Medians and fastest runs with their ratios to the floor, and to dlt; peak memory is the highest seen."""
    middle = {name: median(run["seconds"] for run in measured) for name, measured in runs.items()}
    fastest = {name: min(run["seconds"] for run in measured) for name, measured in runs.items()}
    table = Table("", "runs", "median s", "x floor", "fastest s", "x floor", "dlt / it", "peak MiB")
    table.title = f"{count:,} orders, answers checked"
    for name, measured in runs.items():
        table.add_row(
            name,
            str(len(measured)),
            f"{middle[name]:.3f}",
            f"{middle[name] / middle['floor']:.2f}",
            f"{fastest[name]:.3f}",
            f"{fastest[name] / fastest['floor']:.2f}",
            f"{middle['dlt'] / middle[name]:.1f}" if "dlt" in middle else "-",
            f"{max(run['peak_mib'] for run in measured):,.0f}",
        )
    return table


def _stages(name: str, measured: list[dict[str, Any]]) -> str:
    """Median milliseconds of each stage, in one line."""
    stages = {stage: median(run["stages"][stage] for run in measured) for stage in measured[0]["stages"]}
    return f"{name}, median ms: " + ", ".join(f"{stage} {value:,.0f}" for stage, value in stages.items())


if __name__ == "__main__":
    typer.run(main)
