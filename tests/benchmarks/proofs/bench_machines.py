"""Two APIs and two workers, each with a home of its own, on lakes in PostgreSQL and an object store: any is killed, the
database restarts, the store refuses, while projects submit with retries.

`python -m tests.benchmarks.proofs.bench_machines`: ends with an error if an acknowledged batch is lost, halved,
doubled, out of order, or has other effects than it should.
"""

import os
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import boto3
import typer

from tests.support.chaos.everything import ORDERS
from tests.support.chaos.machines import survive_on_machines
from tests.support.worlds.lane_world import new_world
from tests.support.worlds.machines import machines_sharing
from tests.support.worlds.object_store import moody_s3_server, s3_environment
from tests.support.worlds.postgresql import new_postgresql


def main(
    kills: Annotated[int, typer.Option(help="How many times to kill, restart or refuse.")] = 100,
    projects: Annotated[int, typer.Option(help="Projects that submit.")] = 4,
) -> None:
    """Judge what is stored, and say how much it was."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-machines-")))
        endpoint, store = stack.enter_context(moody_s3_server())
        os.environ.update(s3_environment(endpoint))
        boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="orders")
        server = stack.enter_context(new_postgresql(root / "postgresql"))
        world = stack.enter_context(new_world(root))
        machines = stack.enter_context(machines_sharing(world, server, "s3://orders/lakes"))
        start = time.perf_counter()
        acknowledged = survive_on_machines(machines, server, store, projects, kills)
        seconds = time.perf_counter() - start
    print(f"{kills} kills, restarts and refusals: {acknowledged} batches of {ORDERS} orders for {projects}", end=" ")
    print(f"projects were acknowledged, and each was imported once, whole, in order ({seconds:.0f} s)")


if __name__ == "__main__":
    typer.run(main)
