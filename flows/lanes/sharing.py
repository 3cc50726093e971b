"""How a run that is worked in portions shares its lane: round-robin, with whoever waits in it (contract §6).

Between two portions it takes a new place, behind all that Prefect has of the lane by then: other long runs, and the few
short ones that were handed over (`flows.dispatch.hand_over.AHEAD`). So long runs advance in turn; a short one behind
two long ones waits for two portions; and any number of short ones hold a long one up by those few each time.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Scheduled

from flows.lanes import timing
from flows.lanes.lane import ACTIVE, PLACE_LABEL, REQUEUED, in_states, lane_tag
from flows.lanes.ordering import RequeuedError
from flows.prefect_client.flow_runs import next_start_of, state_of
from flows.prefect_client.server_clock import server_now
from schemas.clock import utc_now
from schemas.ids import ProjectKey

_MOST = 20


async def others_due(client: PrefectClient, key: ProjectKey, run: FlowRun) -> list[FlowRun]:
    """Runs that wait for the lane, some if there are many; none if Prefect's server does not answer soon.

    For who has the lane: others that are at work then, such as in a shell, are at waiting.
    """
    lane = FlowRunFilter(tags=FlowRunFilterTags(all_=[lane_tag(key)]), state=in_states([StateType.SCHEDULED, *ACTIVE]))
    try:
        async with asyncio.timeout(timing.SHARING_SECONDS):
            found = await client.read_flow_runs(flow_run_filter=lane, limit=_MOST)
    except (TimeoutError, httpx.HTTPError):
        return []
    return [other for other in found if other.id != run.id and _is_due(other)]


def _is_due(run: FlowRun) -> bool:
    return not state_of(run).is_scheduled() or next_start_of(run) <= utc_now()


async def go_behind(client: PrefectClient, run: FlowRun, others: Sequence[FlowRun], place: int) -> None:
    """Take a new `place` in the lane, behind the `others`; for who has left the lane.

    Raises `RequeuedError` for a run that is handed out again; one without a deployment waits in its process.
    """
    await _label(client, run, place)
    if run.deployment_id is None:
        return
    waiting = [next_start_of(other) for other in others if state_of(other).is_scheduled()]
    at = max(waiting) + timedelta(microseconds=1) if waiting else await server_now(client)
    state: State[Any] = Scheduled(
        scheduled_time=at, name=REQUEUED, message="A portion is stored; others of this lane come next."
    )
    await client.set_flow_run_state(run.id, state, force=True)
    message = f"Run {run.id} lets others of its lane come first."
    raise RequeuedError(message)


async def _label(client: PrefectClient, run: FlowRun, place: int) -> None:
    """Write the place until it stays: a heartbeat at the same moment may write the old one again."""
    run.labels = {**run.labels, PLACE_LABEL: place}
    while True:
        await client.update_flow_run_labels(run.id, {PLACE_LABEL: place})
        if (await client.read_flow_run(run.id)).labels.get(PLACE_LABEL) == place:
            return
