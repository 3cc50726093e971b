"""`orders import` in a shell beside the `dlt` script, as whole processes.

`python -m tests.benchmarks.speed.bench_shell`.

Each is run by the Python of its own users: an environment with the `dlt` package, and one with what
`requirements-runtime.lock` has. Each run is a fresh process on a fresh home; the two take turns, so that a busy moment
of the machine meets both. The answer of each run is checked before any time is shown.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.contenders.measure import ROOT, child, wrong
from tests.benchmarks.inputs.answer import in_project
from tests.benchmarks.inputs.generate import written

_BUYERS = "member_"
_DLT_LACKS = ("summary_", "member_", "customer_", "product_", "sku_")


@dataclass(frozen=True, slots=True)
class Process:
    """Seconds of one whole process: on the wall, and of processor time."""

    wall: float
    cpu: float


def main(
    dlt_python: Annotated[Path, typer.Option(help="Python of an environment that has dlt[duckdb].")],
    orders: Annotated[int, typer.Option(help="How many orders; at most the cap.")] = 2000,
    repeats: Annotated[int, typer.Option(help="Runs of each.")] = 7,
    our_python: Annotated[Path, typer.Option(help="Python with `requirements-runtime.lock` alone.")] = Path(
        sys.executable
    ),
) -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory(prefix="bench-shell-") as folder:
        source = written(Path(folder), orders)
        expected = child("inputs.answer", source, 0)
        runs = [(_ours(source, expected, our_python), _dlt(source, dlt_python)) for _ in range(repeats)]
    table = Table("", "wall s", "CPU s", title=f"{orders:,} orders, whole processes, medians of {repeats}")
    for name, index in (("orders import", 0), ("dlt script", 1)):
        walls, cpus = [run[index].wall for run in runs], [run[index].cpu for run in runs]
        table.add_row(name, f"{median(walls):.2f}", f"{median(cpus):.2f}")
    ratios = [(ours.wall / dlt.wall, ours.cpu / dlt.cpu) for ours, dlt in runs]
    table.add_row("ratio", f"{median(wall for wall, _ in ratios):.2f}", f"{median(cpu for _, cpu in ratios):.2f}")
    Console().print(table)


def _ours(source: Path, expected: dict[str, int], python: Path) -> Process:
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        command = [str(python.absolute()), "-c", "from flows.cli.main import main; main()", "import", str(source)]
        measured = _timed([*command, "--tenant", "bench", "--project", "orders"], home)
        with open_warehouse(Path(home), ProjectKey("bench", "orders")) as con:
            figures = in_project(con)
    right = {name: value for name, value in expected.items() if not name.startswith(_BUYERS)}
    if faults := wrong(right, figures):
        raise SystemExit("; ".join(faults))
    return measured


def _dlt(source: Path, python: Path) -> Process:
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        command = [
            str(python),
            "-m",
            "tests.benchmarks.contenders.dlt_import",
            str(source),
            str(Path(home) / "dlt.duckdb"),
        ]
        return _timed(command, home)


def _timed(command: list[str], home: str) -> Process:
    """Run to the end; a process that fails ends the benchmark."""
    # both are installed with their bytecode; a checkout has it after the first run, unless Python is told to keep none
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    environment = {**os.environ, "ORDERS_HOME": home, "PREFECT_HOME": home, "PYTHONPATH": str(ROOT), **kept}
    environment.pop("PREFECT_API_URL", None)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Process(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    typer.run(main)
