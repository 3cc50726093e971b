"""Puts an import in its project's lane."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient

from flows.lanes import find_deployment
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of


async def submit_import(client: PrefectClient, key: ProjectKey, parameters: dict[str, Any]) -> str:
    """Enqueue one import (`source`, and what else the flow takes) and return its async action's id.

    A project's first submission sets its lane up. Raises `UsageError` if the source is stdin.
    """
    if parameters["source"] == "-":
        message = "stdin cannot wait in a queue."
        raise UsageError(message, "Name a file or URL that the workers can read, or use `orders import -`.")
    return await enqueue(client, await lane_deployment(client, key), parameters)


async def enqueue(
    client: PrefectClient, deployment_id: str, parameters: dict[str, Any], submission_id: str | None = None
) -> str:
    """Add a run to a lane's deployment and return its async action's id; one `submission_id` is one run.

    The server's own clock gives the run its place: no state, and so no time of this machine, goes with the request.
    Raises `prefect.exceptions.ObjectNotFound` if there is no such deployment (any more).
    """
    # the parameters are typed where they come from; checking them would make the server's transaction, and with it the
    # chance of a conflict on SQLite, twice as long
    body = {"parameters": parameters, "idempotency_key": submission_id, "enforce_parameter_schema": False}
    place = {"id": deployment_id}
    response = await client.request("POST", "/deployments/{id}/create_flow_run", path_params=place, json=body)
    return action_id_of(import_id_of(UUID(response.json()["id"])))


async def lane_deployment(client: PrefectClient, key: ProjectKey) -> str:
    """The id of the lane's deployment, which is set up if it is not there."""
    deployment = await find_deployment(client, key)
    if deployment is not None:
        return str(deployment.id)
    from flows.deployments import deploy_project

    return (await deploy_project(key))["deployment_id"]
