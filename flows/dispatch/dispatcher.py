"""The dispatcher: hands accepted imports to Prefect as long as it runs, however often Prefect's server goes away.

It runs in every API process and every worker; one of a home's is at work, a worker's if there is one, and the others
stand by. It looks at the queue as soon as somebody has changed it, and, since a lane's imports also end, whenever they
do. Nothing of it has to be remembered: a new one goes on with what the queue says.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.logging import get_logger

from flows.dispatch.hand_over import AHEAD, HandOver
from flows.dispatch.reconcile import reconcile
from flows.lanes import timing
from flows.prefect_client.retries import busy_pause
from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.intake.database import lead, watch_intake
from tasks.intake.queue.queue_progress import lanes_to_feed

_AT_ONCE = 20
"""Lanes that are handed over at the same time: more would keep threads and connections from whoever else needs some."""

logger = get_logger("dispatcher")


class Dispatcher:
    """Of one process, for the queue in `home` and the server of `client`; `run` it as a task.

    Before it looks for what to hand over, it waits for `calm`, if the process has anything more urgent to do. Such a
    process leaves the work to one that has not, as soon as there is one.
    """

    def __init__(self, home: Path, client: PrefectClient, calm: Callable[[], Awaitable[None]] | None = None) -> None:
        self._home, self._client, self._calm = home, client, calm
        self._hand_over = HandOver(home, client)
        self._feeding: dict[ProjectKey, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._changed = asyncio.Event()
        self._is_away = False

    async def run(self) -> None:
        """Dispatch until cancelled, as long as no other process on the home's queue does."""
        with lead(self._home, gives_way=self._calm is not None) as is_leader:
            while True:
                if await asyncio.to_thread(is_leader):
                    await self._lead(is_leader)
                await asyncio.sleep(timing.STANDBY_SECONDS)

    async def _lead(self, is_leader: Callable[[], bool]) -> None:
        holding = asyncio.create_task(self._hold(is_leader))
        looking = asyncio.create_task(self._look_at_runs())
        watching = asyncio.create_task(self._watch())
        try:
            while not holding.done():
                if self._calm is not None:
                    await self._calm()
                self._changed.clear()
                for key in await asyncio.to_thread(lanes_to_feed, self._home, AHEAD):
                    if key not in self._feeding:
                        self._feeding[key] = asyncio.create_task(self._feed(key))
                await self._changed.wait()
        except RetryableError as error:
            logger.warning("The queue cannot be read now; trying again: %s", error)
        finally:
            tasks = [holding, looking, watching, *self._feeding.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hold(self, is_leader: Callable[[], bool]) -> None:
        while await asyncio.to_thread(is_leader):
            await asyncio.sleep(timing.STANDBY_SECONDS)
        logger.warning("Cut off from the queue, or not the one at work any more: another process may hand over.")
        self._changed.set()

    async def _watch(self) -> None:
        with closing(watch_intake(self._home)) as watch:
            while True:
                if watch.has_changed():
                    self._changed.set()
                await asyncio.sleep(timing.QUEUE_POLL_SECONDS)

    async def _feed(self, key: ProjectKey) -> None:
        """Hand over until the lane has enough; its own task, so that one that has to be set up delays no other."""
        attempt = 0
        try:
            while await self._tried(key):
                attempt += 1
                await asyncio.sleep(busy_pause(attempt, timing.AWAY_SECONDS))
        finally:
            del self._feeding[key]
            # its queue may have changed since it was looked at
            self._changed.set()

    async def _tried(self, key: ProjectKey) -> bool:
        """Whether it has to be tried again."""
        try:
            async with self._room:
                await self._hand_over.feed(key)
        except httpx.HTTPError as error:
            self._note_away(error)
        except Exception:
            logger.exception("The imports of %s cannot be handed over now; trying again.", key)
        else:
            self._is_away = False
            return False
        return True

    async def _look_at_runs(self) -> None:
        while True:
            began = time.monotonic()
            try:
                await reconcile(self._home, self._client)
            except httpx.HTTPError as error:
                self._note_away(error)
            except Exception:
                logger.exception("The runs of imports could not be looked at; trying again.")
            await asyncio.sleep(_pause_after(time.monotonic() - began))

    def _note_away(self, error: httpx.HTTPError) -> None:
        if not self._is_away:
            self._is_away = True
            logger.warning("Prefect's server does not answer (%r): imports are accepted and wait.", error)


def _pause_after(seconds: float) -> float:
    """Before the next look at runs, if one has taken so long.

    It grows with the lanes in which anything waits, as Prefect's server has more to do than to answer this. A look that
    took long because the server was away delays the next one by no more than the longest pause.
    """
    shortest, longest = timing.RECONCILE_SECONDS
    return min(max(shortest, 4 * seconds), longest)
