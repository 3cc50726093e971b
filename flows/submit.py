"""Puts an import in its project's lane."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient

from flows.lanes import find_deployment
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of


async def submit_import(client: PrefectClient, key: ProjectKey, parameters: dict[str, Any]) -> str:
    """Enqueue one import (`source`, and what else the flow takes) and return its async action's id.

    A project's first submission sets its lane up. The server's own clock gives the run its place: no state, and so
    no time of this machine, goes with the request. Raises `UsageError` if the source is stdin.
    """
    if parameters["source"] == "-":
        message = "stdin cannot wait in a queue."
        raise UsageError(message, "Name a file or URL that the workers can read, or use `orders import -`.")
    deployment_id = await _deployment_id(client, key)
    response = await client.request(
        "POST",
        "/deployments/{id}/create_flow_run",
        path_params={"id": deployment_id},
        json={"parameters": parameters},
    )
    return action_id_of(import_id_of(UUID(response.json()["id"])))


async def _deployment_id(client: PrefectClient, key: ProjectKey) -> str:
    deployment = await find_deployment(client, key)
    if deployment is not None:
        return str(deployment.id)
    from flows.deployments import deploy_project

    return (await deploy_project(key))["deployment_id"]
