"""What Prefect's server says of imports and workers, to whoever cannot wait for it: an answer soon, or none."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType

from flows.async_actions.queue import count_runs, read_workers
from flows.lanes.lane import POOL

PATIENCE_SECONDS = 2.0
T = TypeVar("T")


async def online_workers(client: PrefectClient) -> int | None:
    """How many workers of the lanes are alive; none if the server does not answer soon."""
    workers = await _soon(read_workers(client, POOL))
    return None if workers is None else sum(worker["is_alive"] for worker in workers)


async def runs_by_state(client: PrefectClient) -> dict[StateType, int] | None:
    """How many imports are in each state, as `count_runs` counts; none if the server does not answer soon."""
    return await _soon(count_runs(client))


async def _soon(answer: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await answer
    except (TimeoutError, httpx.HTTPError):
        return None
