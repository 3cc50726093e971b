"""A flow that stands in for `import-orders` in tests of lanes: it writes lines to a journal instead of orders.

`source` says what to do: `ok`, `hold:FILE` (go on until the file is gone), or `die` (kill the own process, whenever it
runs).
"""

import asyncio
import os
import signal
import time
from pathlib import Path

from prefect import flow, task
from prefect.runtime import flow_run

from flows.lanes.hold import hold_lane
from schemas.ids import ProjectKey


@task
async def work(source: str) -> None:
    """Do what `source` says."""
    verb, _, file = source.partition(":")
    if verb == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    while verb == "hold" and Path(file).exists():
        await asyncio.sleep(0.02)


@flow(name="import-orders", persist_result=False)
async def import_orders(source: str, tenant: str, project: str) -> None:
    """Note the begin and the end of the time in the lane."""
    journal = Path(os.environ["TOY_JOURNAL"])
    async with hold_lane(ProjectKey(tenant, project)):
        with journal.open("a") as lines:
            lines.write(f"{project} begin {flow_run.id} {time.monotonic()}\n")
        await work(source)
        with journal.open("a") as lines:
            lines.write(f"{project} end {flow_run.id} {time.monotonic()}\n")
