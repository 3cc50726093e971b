"""Puts an import in its project's lane, under a name that says what it is of."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from prefect.client.orchestration import PrefectClient

from flows.lanes.lane import find_deployment, run_name
from flows.prefect_client.private import create_flow_runs
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of


class Lane(NamedTuple):
    """Where imports of one project are put."""

    key: ProjectKey
    deployment_id: str


async def submit_import(client: PrefectClient, key: ProjectKey, parameters: dict[str, Any]) -> str:
    """Enqueue one import (`source`, and what else the flow takes) and return its async action's id.

    A project's first submission sets its lane up. Raises `UsageError` if the source is stdin.
    """
    if parameters["source"] == "-":
        message, hint = "stdin cannot wait in a queue.", "Name a file or URL that the workers can read."
        raise UsageError(message, hint, operator_hint=f"{hint[:-1]}, or use `orders import -`.")
    return await enqueue(client, await find_lane(client, key), parameters)


async def enqueue(client: PrefectClient, lane: Lane, parameters: dict[str, Any]) -> str:
    """Add a run to a lane's deployment and return its async action's id.

    Raises `prefect.exceptions.ObjectNotFound` if there is no such deployment (any more).
    """
    place, run = {"id": lane.deployment_id}, _run_of(lane, parameters)
    response = await client.request("POST", "/deployments/{id}/create_flow_run", path_params=place, json=run)
    return action_id_of(import_id_of(UUID(response.json()["id"])))


async def enqueue_all(
    client: PrefectClient, lane: Lane, imports: Sequence[tuple[dict[str, Any], str]]
) -> list[str] | None:
    """Add a run for each (parameters, submission id), in their order, in one transaction; their async actions' ids.

    None if the server was too busy: asked again, it makes one run of one submission id. Raises
    `prefect.exceptions.ObjectNotFound` if there is no such deployment (any more).
    """
    runs = [{**_run_of(lane, parameters), "idempotency_key": submission_id} for parameters, submission_id in imports]
    made = await create_flow_runs(client, lane.deployment_id, runs)
    if None in made:
        return None
    return [action_id_of(import_id_of(run_id)) for run_id in made if run_id is not None]


def _run_of(lane: Lane, parameters: dict[str, Any]) -> dict[str, Any]:
    # The server's own clock gives the run its place: no state, and so no time of this machine, goes with the request.
    # The parameters are typed where they come from; checking them would make the server's transaction, and with it the
    # chance of a conflict on SQLite, twice as long.
    name = run_name(lane.key, parameters["source"])
    return {"name": name, "parameters": parameters, "enforce_parameter_schema": False}


async def find_lane(client: PrefectClient, key: ProjectKey) -> Lane:
    """The project's lane, which is set up if it is not there."""
    deployment = await find_deployment(client, key)
    if deployment is not None:
        return Lane(key, str(deployment.id))
    # brings the whole flow, which takes seconds that only a project's first import has to spend
    from flows.deployments.imports import deploy_project

    return Lane(key, (await deploy_project(key))["deployment_id"])
