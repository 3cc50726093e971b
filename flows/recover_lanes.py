"""The flow `recover-lanes`, for lanes that only stock workers serve: looks for dead imports when there is a reason to.

A warm worker looks at each poll and needs none of this. Elsewhere Prefect itself gives the sign, by the automations of
`flows.deployments.automations`, and starts this flow on any worker of the pool. Bound: the silence that they wait for,
a poll, an interpreter's start, and `flows.lanes.liveness.patience_with` the run if its machine is not this one, or it
has not begun; two minutes with Prefect's defaults, three for one that was claimed and has not begun.
"""

import asyncio
import time

from prefect import flow
from prefect.client.orchestration import get_client

from flows.lanes import timing
from flows.lanes.liveness import Watch, patience_with
from flows.lanes.recovery import sweep


@flow(name="recover-lanes", persist_result=False)
async def recover_lanes() -> None:
    """Put imports whose process is gone back at the head of their lane."""
    watch, begun_at = Watch(), time.monotonic()
    async with get_client() as client:
        while alive := await sweep(client, watch):
            if time.monotonic() > begun_at + max(map(patience_with, alive)) + timing.HEARTBEAT_SECONDS:
                break
            await asyncio.sleep(timing.HEARTBEAT_SECONDS / 2)
