"""What stands in the lanes: how many wait, what runs, and whether a worker is there to run it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, StateType

from flows.lanes.kinds import ACTIONS, kind_of_run
from flows.lanes.lane import ACTIVE, IMPORTS, POOL, import_of, in_states, lane_of
from flows.lanes.liveness import Watch
from flows.lanes.recovery import sweep
from flows.prefect_client.flow_runs import state_of
from schemas.clock import utc_now
from schemas.ids import ProjectKey, action_id_of
from tasks.intake.queue.import_queue import long_actions, waiting_by_lane
from tasks.intake.queue.queued_import import QueuedImport

# the server reads them all: 10,000 in about 0.1 s
COUNTED = timedelta(days=7)


class BackfillView(TypedDict):
    """A backfill that has not ended, whether it has the lane at the moment or others do."""

    id: str
    status: str
    progress: int
    waiting_for: str | None


class LaneView(TypedDict):
    """One lane: how many actions wait in it, the one at work, and the backfills that share it."""

    lane: str
    waiting: int
    running: str | None
    backfills: list[BackfillView]


class WorkerView(TypedDict):
    """One worker that the server remembers."""

    name: str
    is_alive: bool
    last_seen_at: str


class QueueView(TypedDict):
    """The lanes in which something waits or runs, the longest first, and the pool's workers."""

    lanes: list[LaneView]
    workers: list[WorkerView]


async def read_queue(client: PrefectClient, home: Path, pool: str = POOL) -> QueueView:
    """What waits and runs, and who is there to run it; recovers dead runs first.

    Imports that Prefect has not heard of yet wait in the queue of this `home`.
    """
    await sweep(client, Watch())
    lanes: dict[str, LaneView] = {}
    for key, count in (await asyncio.to_thread(waiting_by_lane, home)).items():
        _lane(lanes, key)["waiting"] = count
    for queued in await asyncio.to_thread(long_actions, home):
        _lane(lanes, queued.key)["backfills"].append(_view(queued))
    for run in await _unfinished(client):
        owner = lane_of(run)
        if owner is not None and not state_of(run).is_scheduled():
            _lane(lanes, owner)["running"] = action_id_of(import_of(run))
        elif owner is not None and not kind_of_run(run).type.is_long:
            _lane(lanes, owner)["waiting"] += 1
    return {
        "lanes": sorted(lanes.values(), key=lambda lane: (-lane["waiting"], lane["lane"])),
        "workers": await read_workers(client, pool),
    }


def _lane(lanes: dict[str, LaneView], key: ProjectKey) -> LaneView:
    return lanes.setdefault(str(key), {"lane": str(key), "waiting": 0, "running": None, "backfills": []})


def _view(queued: QueuedImport) -> BackfillView:
    action_id = action_id_of(queued.import_id)
    waits_for = queued.waits_for
    return {"id": action_id, "status": queued.status, "progress": queued.progress, "waiting_for": waits_for}


async def _unfinished(client: PrefectClient) -> list[FlowRun]:
    types = [StateType.SCHEDULED, *ACTIVE]
    found: list[FlowRun] = []
    while True:
        page = await client.read_flow_runs(
            flow_filter=ACTIONS,
            flow_run_filter=FlowRunFilter(state=in_states(types)),
            limit=200,
            offset=len(found),
        )
        found += page
        if len(page) < 200:  # the most that the server gives at once
            return found


async def count_runs(client: PrefectClient) -> dict[StateType, int]:
    """How many of the imports that were due in the last `COUNTED` are in each state; one request, however many."""
    now = utc_now()
    asked = {
        "history_start": (now - COUNTED).isoformat(),
        "history_end": now.isoformat(),
        "history_interval_seconds": COUNTED.total_seconds(),
        "flows": {"name": {"any_": [IMPORTS.flow_name]}},
    }
    answer = await client.request("POST", "/flow_runs/history", json=asked)
    counts = dict.fromkeys(StateType, 0)
    for state in (state for interval in answer.json() for state in interval["states"]):
        counts[StateType(state["state_type"])] += state["count_runs"]
    return counts


async def read_workers(client: PrefectClient, pool: str) -> list[WorkerView]:
    """The workers of the pool that the server remembers, alive or not."""
    try:
        workers = await client.read_workers_for_work_pool(pool)
    except httpx.HTTPStatusError as error:
        if error.response.status_code != httpx.codes.NOT_FOUND:
            raise
        return []  # nobody has made the pool yet
    return [
        {"name": worker.name, "is_alive": worker.status == "ONLINE", "last_seen_at": str(worker.last_heartbeat_time)}
        for worker in workers
    ]
