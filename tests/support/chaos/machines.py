"""Chaos over several machines that share lakes: any of their processes is killed (kill -9), PostgreSQL restarts, the
object store refuses for a while.

Judged as `tests.support.chaos.everything` judges: each acknowledged batch is imported once, whole, in order, with its
effects once. A run whose process died three times is given up by design, so while one has died twice no worker is
killed.
"""

import os
import random
import signal
import time
from contextlib import suppress

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import StateType

from flows.lanes.kinds import ACTIONS
from flows.lanes.lane import ACTIVE, INTERRUPTED, in_states
from flows.lanes.recovery import MAX_CRASHES, count_states
from schemas.ids import ProjectKey
from tests.support.chaos.everything import new_project, sending
from tests.support.worlds.api_world import ApiWorld
from tests.support.worlds.keys import key_headers
from tests.support.worlds.machines import Machines
from tests.support.worlds.object_store import Refusals
from tests.support.worlds.postgresql import restart_postgresql

_WORKERS = ("worker-1", "worker-2")
_VICTIMS = {"api": 3, "child": 3, "worker": 2, "postgresql": 1, "store": 1}
_LONGEST_REFUSAL = 5.0


def survive_on_machines(machines: Machines, server: str, store: Refusals, projects: int, kills: int) -> int:
    """How many batches were acknowledged and are right, after so many kills, restarts and refusals."""
    home, apis = machines.world.home, {name: machines.api(name) for name in ("api-1", "api-2")}
    senders = []
    for number in range(projects):
        key = ProjectKey("chaos", f"p{number}")
        api = list(apis.values())[number % len(apis)]
        senders.append(new_project(home, key, api.caller(key, key_headers(home, key))))
    for name in _WORKERS:
        machines.start_worker(name)
    with sending(senders):
        dice = random.Random(12)
        for _ in range(kills):
            time.sleep(dice.uniform(0.0, 4.0))
            _harm(machines, apis, server, store, dice)
    for sender in senders:
        sender.judge(home)
    return sum(len(sender.acknowledged) for sender in senders)


def _harm(machines: Machines, apis: dict[str, ApiWorld], server: str, store: Refusals, dice: random.Random) -> None:
    [victim] = dice.choices(list(_VICTIMS), list(_VICTIMS.values()))
    worker = dice.choice(_WORKERS)
    if victim in ("child", "worker") and machines.world.ask(_is_near_its_end):
        victim = "api"
    match victim:
        case "api":
            name = dice.choice(list(apis))
            machines.world.kill(name)
            apis[name].start(name)
        case "child":
            with suppress(ProcessLookupError, IndexError):
                os.kill(dice.choice(machines.world.children_of(worker)), signal.SIGKILL)
        case "worker":
            machines.world.kill(worker)
            machines.start_worker(worker)
        case "postgresql":
            restart_postgresql(server)
        case "store":
            with store.refusing():
                time.sleep(dice.uniform(0.0, _LONGEST_REFUSAL))


async def _is_near_its_end(client: PrefectClient) -> bool:
    """Whether a run that has not ended would be given up after one more death."""
    not_ended = in_states([*ACTIVE, StateType.SCHEDULED])
    runs = await client.read_flow_runs(flow_filter=ACTIONS, flow_run_filter=FlowRunFilter(state=not_ended))
    return any([await count_states(client, run, INTERRUPTED) >= MAX_CRASHES - 1 for run in runs])
