"""Chaos for longer than a test may last: `python -m tests.benchmarks.proofs.bench_chaos`."""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.support.chaos.chaos import LANES, survive
from tests.support.worlds.lane_world import new_world


def main(
    imports: Annotated[int, typer.Option(help="Imports in each of the three lanes.")] = 20,
    kills: Annotated[int, typer.Option(help="kill -9 of children, workers and the server.")] = 20,
) -> None:
    """Import and kill; ends with an error if anything is lost, doubled or out of order."""
    with tempfile.TemporaryDirectory(prefix="bench-chaos-") as folder, new_world(Path(folder)) as world:
        began = time.monotonic()
        survive(world, imports, kills)
        seconds = time.monotonic() - began
    print(f"{imports * len(LANES)} imports, {kills} kills: all ended once and in order, after {seconds:.0f} s")


if __name__ == "__main__":
    typer.run(main)
