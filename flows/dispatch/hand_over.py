"""From the queue to Prefect: the next actions of a lane become flow runs of the deployments of their kinds.

Invariant: the runs of a lane are made in the order of the queue, and each action becomes one run, whatever is killed
when: Prefect's server makes one run of one idempotency key. Whoever calls this is the only one to do so
(`tasks.intake.database.lead`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_logger

from flows.async_actions.of_run import cancel_soon
from flows.lanes import timing
from flows.lanes.kinds import KINDS, Kind
from flows.lanes.lane import IMPORTS, PLACE_LABEL, find_deployment
from flows.prefect_client.private import create_flow_runs
from flows.prefect_client.retries import busy_pause
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from tasks.intake.queue.queue_progress import end, handed_over, take_places
from tasks.intake.queue.queued_import import QueuedImport

AHEAD = 3
"""Actions of one lane that Prefect has at once: the one at work, and enough that the next need not be waited for."""
_LONGEST_PAUSE = 0.5
_REFUSALS = 5
"""How often Prefect's server has to refuse an import until it has failed."""
_REFUSED = {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY}  # not 409, which is a busy SQLite

logger = get_logger("dispatcher")


class Lane(NamedTuple):
    """Where actions of one kind and project are put."""

    key: ProjectKey
    deployment_id: str
    kind: Kind = IMPORTS


@dataclass
class HandOver:
    """Gives the actions of one home to one Prefect server."""

    home: Path
    client: PrefectClient
    _lanes: dict[tuple[ProjectKey, Kind], Lane] = field(default_factory=dict)
    _one_request: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def feed(self, key: ProjectKey, limit: int | None = AHEAD) -> int:
        """Hand the lane's next actions over until Prefect has `limit` of them; how many there were.

        Raises `httpx.HTTPError` when Prefect's server does not answer. What is refused for good ends with
        that reason.
        """
        waiting = await asyncio.to_thread(take_places, self.home, key, limit)
        for _, of_one_kind in groupby(waiting, lambda queued: queued.kind):
            await self._hand_over(key, list(of_one_kind))
        return len(waiting)

    async def _hand_over(self, key: ProjectKey, waiting: Sequence[QueuedImport]) -> None:
        if not await self._handed_over(key, waiting):
            # one of them is refused for good, which must not keep the others
            for queued in waiting:
                if not await self._handed_over_alone(key, queued):
                    await self._end([queued], f"Prefect's server refuses the {queued.kind.noun}.")

    async def _handed_over_alone(self, key: ProjectKey, queued: QueuedImport) -> bool:
        """Whether Prefect has taken it; a server that stops also says that a request is bad, so it is asked again."""
        for _ in range(_REFUSALS):
            if await self._handed_over(key, [queued]):
                return True
            await asyncio.sleep(timing.REFUSED_SECONDS)
        return False

    async def _handed_over(self, key: ProjectKey, waiting: Sequence[QueuedImport]) -> bool:
        """Whether Prefect has taken them; those that cannot be imported at all have ended then."""
        try:
            run_ids = await self._runs(key, waiting)
        except UsageError as error:
            await self._end(waiting, error.message, str(error))
            return True
        except httpx.HTTPStatusError as error:
            if error.response.status_code in _REFUSED:
                logger.warning("Prefect's server refuses %s: %s", error.request.url, error.response.text)
                return False
            raise
        made = list(zip(waiting, map(str, run_ids), strict=True))
        for cancelled in await asyncio.to_thread(handed_over, self.home, made):
            await cancel_soon(self.client, cancelled.flow_run_id)
        return True

    async def _end(self, refused: Sequence[QueuedImport], message: str, detail: str | None = None) -> None:
        for queued in refused:
            await asyncio.to_thread(end, self.home, queued.import_id, ImportStatus.FAILED, message, None, detail)

    async def _runs(self, key: ProjectKey, waiting: Sequence[QueuedImport]) -> list[UUID]:
        kind = KINDS[waiting[0].kind]
        while True:
            lane = self._lanes.get((key, kind))
            if lane is None:
                lane = await find_lane(self.client, key, kind, with_recovery=not self._lanes)
                self._lanes[key, kind] = lane
            try:
                return await self._made(lane, [_run_of(lane, queued) for queued in waiting])
            except (ObjectNotFound, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.status_code != httpx.codes.NOT_FOUND:
                    raise
                del self._lanes[key, kind]  # somebody has deleted its deployment

    async def _made(self, lane: Lane, runs: Sequence[dict[str, object]]) -> list[UUID]:
        attempt = 0
        while True:
            # on SQLite, what is written at the same time is refused: one request at a time, for all lanes
            async with self._one_request:
                made = await create_flow_runs(self.client, lane.deployment_id, runs)
            present = [run_id for run_id in made if run_id is not None]
            if len(present) == len(runs):
                return present
            await asyncio.sleep(busy_pause(attempt, _LONGEST_PAUSE))
            attempt += 1


async def find_lane(
    client: PrefectClient, key: ProjectKey, kind: Kind = IMPORTS, *, with_recovery: bool = True
) -> Lane:
    """The project's lane for a kind, which is set up if it is not there.

    Raises `UsageError` if its names are another's.

    For the first one, what recovers dead runs is set up too; then it is there for all.
    """
    deployment = await find_deployment(client, key, kind)
    if deployment is not None:
        return Lane(key, str(deployment.id), kind)
    deploy_action = await asyncio.to_thread(_load_deploying)
    return Lane(key, (await deploy_action(key, kind, with_recovery=with_recovery))["deployment_id"], kind)


def _load_deploying() -> Callable[..., Awaitable[dict[str, str]]]:
    # brings the whole flow, which takes seconds: nobody who finds his lane waits for that, and no request meanwhile
    from flows.deployments.actions import deploy_action

    return deploy_action


def _run_of(lane: Lane, queued: QueuedImport) -> dict[str, object]:
    # The server's own clock says when it is due: no state, and so no time of this machine, goes with the request.
    # The parameters are typed where they come from; checking them would make the server's transaction, and with it the
    # chance of a conflict on SQLite, twice as long.
    return {
        "name": lane.kind.run_name(lane.key, queued.parameters),
        "parameters": {**queued.parameters, lane.kind.id_parameter: queued.import_id},
        "idempotency_key": queued.run_key,
        "labels": {PLACE_LABEL: queued.place},
        "enforce_parameter_schema": False,
    }
