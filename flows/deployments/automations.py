"""What starts `recover-lanes` where only stock workers are: its deployment, and two automations of Prefect's server.

One fires when an import has crashed (its worker saw its process end), the other when one is silent (worker and process
are both gone, so nobody could say so): no heartbeat event of Prefect's own for `timing.PREFECT_SILENT_SECONDS`.
"""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from flows.deployments.job_variables import job_variables
from flows.deployments.pools import ensure_queue
from flows.lanes import timing
from flows.lanes.kinds import FLOW_NAMES
from flows.lanes.lane import INTERRUPTED, REQUEUED
from flows.recover_lanes import recover_lanes

QUEUE = "recovery"
ENTRYPOINT = "flows.recover_lanes:recover_lanes"
_OF_ACTIONS: dict[str, str | list[str]] = {"prefect.resource.role": "flow", "prefect.resource.name": FLOW_NAMES}
# the server itself says that a run is claimed: its first heartbeat may be lost with its machine, or never come
_CLAIMED, _HEARTBEAT = "prefect.flow-run.Pending", "prefect.flow-run.heartbeat"
# each event that a trigger waits for is a write of the server's: these few are enough
_ENDS = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Crashed", "Cancelled", INTERRUPTED, REQUEUED)}


async def deploy_recovery(client: PrefectClient, pool: str) -> None:
    """Create or update the deployment `recover-lanes/<pool>` and the automations that start it."""
    await ensure_queue(client, pool, QUEUE)
    deployment = await recover_lanes.ato_deployment(
        name=pool,
        description="Puts imports whose process is gone back in line. Started by automations.",
        work_pool_name=pool,
        work_queue_name=QUEUE,
        job_variables=job_variables(),
    )
    # workers import the installed module; a file path would load a second copy of it
    deployment.entrypoint = ENTRYPOINT
    await _ensure_automations(client, await deployment.aapply())


async def _ensure_automations(client: PrefectClient, deployment_id: UUID) -> None:
    for automation in _automations(deployment_id):
        found = await _named(client, automation.name)
        if found:
            await client.update_automation(found[0].id, automation)
        else:
            await client.create_automation(automation)
            # names are not unique: somebody else may have made one at the same moment
            for surplus in (await _named(client, automation.name))[1:]:
                with suppress(ObjectNotFound):
                    await client.delete_automation(surplus.id)


async def _named(client: PrefectClient, name: str) -> list[Automation]:
    """In the order in which everybody sees them."""
    return sorted(await client.read_automations_by_name(name), key=lambda found: found.id)


def _automations(deployment_id: UUID) -> list[AutomationCore]:
    triggers = {
        "Imports: one has crashed": EventTrigger(
            posture=Posture.Reactive, expect={"prefect.flow-run.Crashed"}, match_related=_OF_ACTIONS
        ),
        "Imports: one has been silent": EventTrigger(
            posture=Posture.Proactive,
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related=_OF_ACTIONS,
            for_each={"prefect.resource.id"},
            after={_CLAIMED, _HEARTBEAT},
            expect={_HEARTBEAT, *_ENDS},
            within=timedelta(seconds=timing.PREFECT_SILENT_SECONDS),
        ),
    }
    run = RunDeployment(source="selected", deployment_id=deployment_id)
    return [AutomationCore(name=name, trigger=trigger, actions=[run]) for name, trigger in triggers.items()]
