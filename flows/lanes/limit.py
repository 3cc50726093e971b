"""The limit of 1 by which Prefect lends a lane to one run at a time; `flows.lanes.lease` is about the loan itself."""

from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun

from flows.lanes.lane import ACTIVE, in_states, lane_tag
from schemas.ids import ProjectKey


def limit_name(key: ProjectKey) -> str:
    """The name under which Prefect stores the lane's tag concurrency limit."""
    return f"tag:{_limit_tag(key)}"


async def ensure_limit(client: PrefectClient, key: ProjectKey) -> str:
    """Create the lane's limit of 1 unless it is there; its id, which changes when a dead holder's lease is ended."""
    return str(await client.create_concurrency_limit(_limit_tag(key), 1))


async def free_limit(client: PrefectClient, key: ProjectKey, dead: UUID | None = None) -> bool:
    """End whatever lease there is on the lane unless a run other than `dead` may hold it; true if one was ended.

    The limit is made anew: leases of the old one can neither be renewed nor, when they expire, free the new one.
    """
    limit_id = await ensure_limit(client, key)
    response = await client.request("GET", "/v2/concurrency_limits/{id_or_name}", path_params={"id_or_name": limit_id})
    others = [run for run in await active_runs(client, key) if run.id != dead]
    if others or not response.json()["active_slots"]:
        return False
    try:
        await client.request("DELETE", "/concurrency_limits/{id}", path_params={"id": limit_id})
    finally:
        await ensure_limit(client, key)
    return True


async def active_runs(client: PrefectClient, key: ProjectKey) -> list[FlowRun]:
    """The lane's runs that may be at work."""
    lane = FlowRunFilter(tags=FlowRunFilterTags(all_=[lane_tag(key)]), state=in_states(ACTIVE))
    return await client.read_flow_runs(flow_run_filter=lane)


def _limit_tag(key: ProjectKey) -> str:
    # with colons: Prefect allows no slash in the name of a limit
    return f"import:{key.tenant}:{key.project}"
