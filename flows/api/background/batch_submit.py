"""Puts bodies that are safe on disk in their lanes; those that come while the server is busy go along in one request.

On SQLite, Prefect's server reads, then writes, and refuses whose reading is old by then, which is most of the time
while imports run. So one request goes out at a time, and takes with it all that wait for the same lane by then.
Invariant: the runs of a lane are made in the order in which their bodies came here, and each submission is one run.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.exceptions import ObjectNotFound

from flows.api.http.errors import service_unavailable
from flows.deployments.submit import Lane, enqueue_all, find_lane
from flows.prefect_client.api_client import LONGEST_WAIT
from flows.prefect_client.patience import BUSY_SECONDS
from flows.prefect_client.retries import busy_pause
from schemas.ids import ProjectKey
from tasks.intake.idempotency import Submission

_MOST = 20  # runs in one request: what else the server has to write waits for it

_Waiting = dict[Submission, asyncio.Future[str]]


@dataclass
class Submitter:
    """Of one API process."""

    client: PrefectClient
    lanes: dict[ProjectKey, Lane] = field(default_factory=dict)
    _one_request: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: dict[Lane, _Waiting] = field(default_factory=dict)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)

    async def submit(self, key: ProjectKey, submission: Submission) -> str:
        """The async action's id; a lane's deployment is looked up once, and again when it is gone.

        Raises as `enqueue` does, `ApiError` 503 if the deployment keeps going away.
        """
        for _ in range(2):
            # others look it up in the meantime
            lane = self.lanes[key] = self.lanes.get(key) or await find_lane(self.client, key)
            try:
                return await self.enqueue(lane, submission)
            except (ObjectNotFound, httpx.HTTPStatusError) as error:
                if isinstance(error, httpx.HTTPStatusError) and error.response.status_code != httpx.codes.NOT_FOUND:
                    raise
                self.lanes.pop(key, None)
        details = "The lane's deployment keeps going away; ask again in a moment."
        raise service_unavailable(details, retry_after=1)

    async def enqueue(self, lane: Lane, submission: Submission) -> str:
        """The async action's id. Raises as `flows.deployments.submit.enqueue_all` does, `ApiError` 503 if the server
        stays busy.
        """
        waiting = self._waiting.setdefault(lane, {})
        made = waiting.setdefault(submission, asyncio.get_running_loop().create_future())
        # no part of this request, which may be given up while others go along with it
        sending = asyncio.create_task(self._send(lane))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)
        return await asyncio.shield(made)

    async def _send(self, lane: Lane) -> None:
        async with self._one_request:
            waiting = self._waiting.get(lane, {})
            taken = {submission: waiting.pop(submission) for submission in list(waiting)[:_MOST]}
            if not taken:
                return  # it went along with another
            try:
                action_ids = await self._made(lane, list(taken))
            except Exception as error:
                for made in taken.values():
                    made.set_exception(error)
            else:
                for made, action_id in zip(taken.values(), action_ids, strict=True):
                    made.set_result(action_id)

    async def _made(self, lane: Lane, submissions: Sequence[Submission]) -> list[str]:
        imports = [({"source": str(each.source)}, each.submission_id) for each in submissions]
        began, attempt = time.monotonic(), 0
        while (action_ids := await enqueue_all(self.client, lane, imports)) is None:
            if time.monotonic() - began > BUSY_SECONDS:
                details = "The Prefect server stays too busy to take an import; send it again in a moment."
                raise service_unavailable(details, retry_after=5)
            await asyncio.sleep(busy_pause(attempt, LONGEST_WAIT))
            attempt += 1
        return action_ids
