"""kill -9 of everything at random while ten projects submit with retries, then an outage of Prefect's server.

`python -m tests.benchmarks.proofs.bench_everything`: ends with an error if an acknowledged batch is lost, halved,
doubled, out of order, or has other effects than it should.
"""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.support.chaos.everything import ORDERS, survive_everything
from tests.support.worlds.api_world import new_api


def main(
    kills: Annotated[int, typer.Option(help="How many times to kill.")] = 300,
    projects: Annotated[int, typer.Option(help="Projects that submit.")] = 10,
    outage_seconds: Annotated[float, typer.Option(help="How long Prefect's server is away in the end.")] = 600.0,
) -> None:
    """Judge what is stored, and say how much it was."""
    with tempfile.TemporaryDirectory(prefix="bench-everything-") as folder, new_api(Path(folder)) as api:
        start = time.perf_counter()
        acknowledged = survive_everything(api, projects, kills, outage_seconds)
        seconds = time.perf_counter() - start
    print(
        f"{kills} kills, Prefect away for {outage_seconds:.0f} s: {acknowledged} batches of {ORDERS} orders for",
        end=" ",
    )
    print(f"{projects} projects were acknowledged, and each was imported once, whole, in order ({seconds:.0f} s)")


if __name__ == "__main__":
    typer.run(main)
