"""The only module that touches what Prefect keeps to itself, each with a line why; a new Prefect is checked here first.

Not here: the worker, which is a subclass of Prefect's and lists what it overrides in `flows.worker.worker`.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.orchestration.routes import ServerRoutes
from prefect.context import AsyncClientContext


def answer_every_call(context: AsyncClientContext) -> AsyncClientContext:
    """Let `get_client()` find this context's client, although that has settings of its own.

    `_httpx_settings`: Prefect gives a context's client only to who asks with the very same settings, and its engine
    asks with none; it would make a client of its own for each call.
    """
    context._httpx_settings = None
    return context


async def create_flow_runs(
    client: PrefectClient, deployment_id: str, runs: Sequence[dict[str, Any]]
) -> list[UUID | None]:
    """Add runs to a deployment in one transaction of the server's; the new runs' ids, none where it was too busy.

    The route is in the server's API, and neither in `ServerRoutes` nor a method of the client.
    """
    path = cast(ServerRoutes, "/deployments/{id}/create_flow_run/bulk")
    response: httpx.Response = await client.request("POST", path, path_params={"id": deployment_id}, json=list(runs))
    ids = [result["flow_run_id"] for result in response.json()["results"]]
    return [None if run_id is None else UUID(run_id) for run_id in ids]
