"""The warm worker, type `orders`: flow runs go to children that have Prefect, Polars and DuckDB imported already.

Start it with `orders worker` or `prefect worker start --pool imports --type orders`; `--limit` is the number of
children, that is of lanes at work at the same time. It asks for runs only while a child is idle: when a run has
ended, when the server says that there is a new one, and at each poll (`PREFECT_WORKER_QUERY_SECONDS`), which also looks
for dead runs. Correctness is not its business: order, exclusion and recovery hold on any worker
(`flows.lanes.ordering`, `flows.lanes.lease`, `flows.lanes.recovery`). Job variables of a run are not used: children
live in the worker's environment.

A worker is a subclass of Prefect's, which has no public seam for handing runs out differently. What of its insides is
used, here and nowhere else: `_display_name`, `_description`, `_limit`, `_logger`, `_exit_stack`, `_runs_task_group`,
`_last_polled_time`, `_has_successfully_synced`, `_work_pool_name`, `_work_queues`; and `_record_work_pool_snapshot`,
which is overridden.
"""

import asyncio
import math
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun, WorkPool
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.workers.base import BaseWorker, BaseWorkerResult
from prefect.workers.process import ProcessJobConfiguration, ProcessVariables

from flows.dispatch.dispatcher import Dispatcher
from flows.lanes import timing
from flows.lanes.lane import GIVEN_UP, INTERRUPTED, REQUEUED
from flows.lanes.liveness import Watch
from flows.lanes.recovery import recover, sweep
from flows.prefect_client.flow_runs import state_of
from flows.prefect_client.patience import patient_client, server_is_there
from flows.prefect_client.server_clock import ServerClock
from flows.settings import Settings
from flows.worker.child_pool import ChildPool
from flows.worker.child_process import Child, ChildDiedError
from flows.worker.due_runs import DueRuns
from flows.worker.fairness import Fairness
from flows.worker.protocol import Outcome
from schemas.clock import utc_now

ENTRYPOINT = "flows.import_orders:import_orders"
_CANCELLING = "prefect.flow-run.Cancelling"
_WAKING = [f"prefect.flow-run.{name}" for name in ("Scheduled", "Late", "Resuming", INTERRUPTED, REQUEUED, GIVEN_UP)]


class OrdersWorkerResult(BaseWorkerResult):
    """How a run ended in its child: the status is 0 unless the child's process has ended."""


class OrdersWorker(BaseWorker[ProcessJobConfiguration, ProcessVariables, OrdersWorkerResult]):
    """Runs imports in warm children, one after the other, without a new interpreter for each."""

    type = "orders"
    job_configuration = ProcessJobConfiguration
    job_configuration_variables = ProcessVariables
    _display_name = "Orders"
    _description = "Runs imports one after the other in processes that are warm already."

    def __init__(
        self,
        work_pool_name: str,
        *,
        entrypoints: Sequence[str] = (ENTRYPOINT,),
        grace_seconds: float | None = None,
        **options: Any,
    ) -> None:
        options["prefetch_seconds"] = 0  # a run must not occupy its lane before its time
        super().__init__(work_pool_name, **options)
        self._entrypoints = entrypoints
        self._grace_seconds = grace_seconds
        self._children = ChildPool()
        self._entrypoint_of: dict[UUID, str] = {}
        self._watch = Watch()
        self._due_runs = DueRuns(self._work_pool_name, self._work_queues)
        self._news = asyncio.Event()
        self._fairness = Fairness()
        self._left_at = -math.inf
        self._clock = ServerClock()

    @property
    def _tasks(self) -> anyio.abc.TaskGroup:
        if self._runs_task_group is None:
            message = "the worker has not been set up"
            raise RuntimeError(message)
        return self._runs_task_group

    async def setup(self) -> None:
        """Connect, recover what an earlier worker left behind, and warm up the children."""
        await server_is_there(lambda: self._logger.warning("Prefect's server does not answer; waiting for it."))
        await self._exit_stack.enter_async_context(patient_client())
        await super().setup()
        for _ in range(self._limit or max(2, os.cpu_count() or 1)):
            self._tasks.start_soon(self._keep_a_child)
        self._tasks.start_soon(self._hand_out)
        self._tasks.start_soon(Dispatcher(Settings().home, self.client).run)
        self._tasks.start_soon(self._listen)
        self._tasks.start_soon(self._ask_again)

    async def teardown(self, *exc_info: object) -> None:
        """Stop handing out runs; children finish what they have and exit by themselves, or are killed in time."""
        for run_name in self._children.run_names():
            self._logger.info("Waiting for the end of %s.", run_name)
        await self._children.retire(self._grace_seconds)
        self._tasks.cancel_scope.cancel()
        await super().teardown(*exc_info)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """The poll: look after dead and cancelled runs, and ask for new ones."""
        self._last_polled_time = utc_now()
        await self._clock.adjust(self.client)
        await self._due_runs.count_queues(self.client)
        for run in await sweep(self.client, self._watch):
            if state_of(run).is_cancelling():
                self._children.cancel(run.id)
        self._news.set()
        return []

    async def run(
        self,
        flow_run: FlowRun,
        configuration: ProcessJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> OrdersWorkerResult:
        """Run a flow run that did not come from the pool's queues, once a child is idle, and wait for its end.

        `configuration` is not used. A run that is `Pending` already counts as claimed by the caller.
        """
        while not self._children.idle():
            await anyio.sleep(timing.CHILD_POLL_SECONDS)
        child = self._children.give(flow_run)
        if task_status is not None:
            task_status.started(child.process.pid)
        await self._run_in(child, flow_run)
        return OrdersWorkerResult(identifier=str(child.process.pid), status_code=child.process.returncode or 0)

    def _record_work_pool_snapshot(self, work_pool: WorkPool) -> None:
        # process pools have the same job template, and this worker can serve them as well
        own_type = {"type": self.type} if work_pool.type == "process" else {}
        super()._record_work_pool_snapshot(work_pool.model_copy(update=own_type))

    async def _keep_a_child(self) -> None:
        while True:
            child = await Child.start(*self._entrypoints)
            self._children.add(child)
            try:
                await child.ready()
                self._news.set()
                await child.process.wait()
            except ChildDiedError as error:
                self._logger.error("A child could not start: %s. Trying again.", error)
                await anyio.sleep(timing.CHILD_RETRY_SECONDS)
            finally:
                self._children.remove(child)

    async def _hand_out(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            if not self._children.idle() or not self._has_successfully_synced:
                continue
            try:
                due = await self._due_runs.read(self.client, self._clock.now())
            except Exception as error:
                self._logger.warning("Could not ask for runs (%s); asking again at the next poll.", error)
                continue
            new = [run for run in due if not self._children.has(run.id)]
            for run in self._fairness.sort(new)[: len(self._children.idle())]:
                self._fairness.serve(run)
                self._tasks.start_soon(self._run_in, self._children.give(run), run)

    async def _ask_again(self) -> None:
        """Runs that went back in line are due in a while, and nobody says when: ask more often than at each poll."""
        while True:
            await anyio.sleep(timing.ASK_AGAIN_SECONDS)
            if time.monotonic() - self._left_at < timing.BUSY_PAUSE_SECONDS[1] + timing.ASK_AGAIN_SECONDS:
                self._news.set()

    async def _run_in(self, child: Child, run: FlowRun) -> None:
        try:
            try:
                outcome = await child.run(run, await self._entrypoint(run))
            except ChildDiedError as error:
                await recover(self.client, run.id, str(error))
            else:
                if outcome is Outcome.LEFT:
                    self._left_at = time.monotonic()
                    await recover(self.client, run.id, "its process could not bring it to an end", is_crash=False)
        except Exception:
            self._logger.exception("Run %s: the next poll looks after it.", run.id)
        finally:
            self._children.take_back(run)
            self._news.set()

    async def _entrypoint(self, run: FlowRun) -> str:
        if run.deployment_id is None:
            return self._entrypoints[0]
        if run.deployment_id not in self._entrypoint_of:
            deployment = await self.client.read_deployment(run.deployment_id)
            self._entrypoint_of[run.deployment_id] = deployment.entrypoint or ENTRYPOINT
        return self._entrypoint_of[run.deployment_id]

    async def _listen(self) -> None:
        """Wake up as soon as the server says that a run is to start, or to be cancelled."""
        asked_for = EventFilter(event=EventNameFilter(name=[*_WAKING, _CANCELLING]))
        while True:
            with suppress(Exception):
                async with get_events_subscriber(filter=asked_for) as events:
                    async for event in events:
                        if event.event == _CANCELLING:
                            self._children.cancel(UUID(event.resource.id.removeprefix("prefect.flow-run.")))
                        else:
                            self._news.set()
            await anyio.sleep(timing.EVENTS_RETRY_SECONDS)
