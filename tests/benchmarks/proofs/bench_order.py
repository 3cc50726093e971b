"""Order and exclusion under load: `python -m tests.benchmarks.proofs.bench_order`."""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from schemas.ids import ProjectKey
from tests.support.chaos.order_proof import faults
from tests.support.worlds.lane_world import new_world

LANES = [ProjectKey("bench", name) for name in "abcd"]


def main(
    imports: Annotated[int, typer.Option(help="Imports in all.")] = 200,
    submitters: Annotated[int, typer.Option(help="Threads that submit at the same time.")] = 8,
) -> None:
    """Count overlaps and inversions with two and with three workers; ends with an error unless there are none."""
    for workers in (2, 3):
        with tempfile.TemporaryDirectory(prefix="bench-order-") as folder, new_world(Path(folder), 10) as world:
            began = time.monotonic()
            overlaps, inversions = faults(world, LANES, imports, submitters, workers)
            seconds = time.monotonic() - began
        told = f"{imports} imports, {len(LANES)} lanes, {submitters} submitters, {workers} workers, {seconds:.0f} s"
        print(f"{told}: {overlaps} overlaps, {inversions} inversions")
        if overlaps or inversions:
            raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
