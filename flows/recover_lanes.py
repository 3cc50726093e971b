"""The flow `recover-lanes`, for lanes that only stock workers serve: looks for dead imports when there is a reason to.

A warm worker looks at each poll and needs none of this. Elsewhere Prefect itself gives the sign, by two automations:
an import has crashed (its worker saw its process end), or one is silent (worker and process are both gone, so nobody
could say so): Prefect's heartbeat of a flow run comes every `HEARTBEAT_SECONDS`, and after `SILENCE` without one this
flow is started on any worker of the pool. Bound: `SILENCE`, a poll, an interpreter's start, and
`recovery.patience_with` the run if its machine is not this one, or it has not begun; two minutes with Prefect's
defaults, three for one that was claimed and has not begun.
"""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import Automation, AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from flows.lanes.lane import FLOW_NAME, INTERRUPTED, REQUEUED
from flows.lanes.recovery import BEAT_SECONDS, Watch, patience_with, sweep

NAME = "recover-lanes"
QUEUE = "recovery"
ENTRYPOINT = "flows.recover_lanes:recover_lanes"
HEARTBEAT_SECONDS = 30  # the least that Prefect grants
SILENCE = timedelta(seconds=2 * HEARTBEAT_SECONDS + 15)
_OF_IMPORTS = {"prefect.resource.role": "flow", "prefect.resource.name": FLOW_NAME}
# the server itself says that a run is claimed: its first heartbeat may be lost with its machine, or never come
_CLAIMED, _BEAT = "prefect.flow-run.Pending", "prefect.flow-run.heartbeat"
# each event that a trigger waits for is a write of the server's: these few are enough
_ENDS = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Crashed", "Cancelled", INTERRUPTED, REQUEUED)}


@flow(name=NAME, persist_result=False)
async def recover_lanes() -> None:
    """Put imports whose process is gone back at the head of their lane."""
    watch, begun_at = Watch(), time.monotonic()
    async with get_client() as client:
        while alive := await sweep(client, watch):
            if time.monotonic() > begun_at + max(map(patience_with, alive)) + BEAT_SECONDS:
                break
            await asyncio.sleep(BEAT_SECONDS / 2)


async def ensure_automations(client: PrefectClient, deployment_id: UUID) -> None:
    """Let the deployment of this flow run when an import crashes or falls silent; safe to repeat."""
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
            posture=Posture.Reactive, expect={"prefect.flow-run.Crashed"}, match_related=_OF_IMPORTS
        ),
        "Imports: one has been silent": EventTrigger(
            posture=Posture.Proactive,
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related=_OF_IMPORTS,
            for_each={"prefect.resource.id"},
            after={_CLAIMED, _BEAT},
            expect={_BEAT, *_ENDS},
            within=SILENCE,
        ),
    }
    run = RunDeployment(source="selected", deployment_id=deployment_id)
    return [AutomationCore(name=name, trigger=trigger, actions=[run]) for name, trigger in triggers.items()]
