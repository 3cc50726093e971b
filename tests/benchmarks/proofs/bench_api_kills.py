"""kill -9 of the API right after an answer, at random, every fifth time with server and worker.

`python -m tests.benchmarks.proofs.bench_api_kills`: ends with an error if an acknowledged batch is lost, or any is
doubled or halved.
"""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.support.chaos.acknowledged import LANES, ORDERS, survive
from tests.support.worlds.api_world import new_api


def main(kills: Annotated[int, typer.Option(help="How many times to kill.")] = 20) -> None:
    """Send batches for three projects until everything was killed so often, and judge what is stored."""
    with tempfile.TemporaryDirectory(prefix="bench-api-kills-") as folder, new_api(Path(folder)) as api:
        api.world.start_worker("worker")
        start = time.perf_counter()
        acknowledged, unanswered = survive(api, kills, everything=5)
        seconds = time.perf_counter() - start
    print(f"{kills} kills: {acknowledged} batches of {ORDERS} orders for {len(LANES)} projects were acknowledged,")
    print(f"and each is stored once; {unanswered} more were stored, whole, though no answer came ({seconds:.0f} s)")


if __name__ == "__main__":
    typer.run(main)
