"""The warm worker, type `orders`: flow runs go to children that have Prefect, Polars and DuckDB imported already.

Start it with `orders worker` or `prefect worker start --pool imports --type orders`; `--limit` is the number of
children, that is of lanes at work at the same time. It asks for runs only while a child is idle: when a run has
ended, when the server tells of a new one, and at each poll (`PREFECT_WORKER_QUERY_SECONDS`), which also looks for
dead runs. Correctness is not its business: order, exclusion and recovery hold on any worker (`flows.lanes.ordering`,
`flows.lanes.lease`, `flows.lanes.recovery`). Job variables of a run are not used: children live in the worker's
environment.
"""

import asyncio
import os
from contextlib import suppress
from uuid import UUID

import anyio
import anyio.abc
from prefect.client.schemas.objects import FlowRun, WorkPool
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.workers.base import BaseWorker, BaseWorkerResult
from prefect.workers.process import ProcessJobConfiguration, ProcessVariables

from flows.lanes.lane import INTERRUPTED, REQUEUED, order_key
from flows.lanes.recovery import Watch, recover, sweep
from flows.prefect_client.patience import patient_client
from flows.worker.child_process import Child, ChildDiedError
from schemas.clock import utc_now

ENTRYPOINT = "flows.import_orders:import_orders"
_NEWS = [f"prefect.flow-run.{name}" for name in ("Scheduled", "Late", "Resuming", INTERRUPTED, REQUEUED, "Cancelling")]
_CANCELLING = "prefect.flow-run.Cancelling"


class OrdersWorkerResult(BaseWorkerResult):
    """How a run ended in its child."""


class OrdersWorker(BaseWorker[ProcessJobConfiguration, ProcessVariables, OrdersWorkerResult]):
    """Runs imports in warm children, one after the other, without a new interpreter for each."""

    type = "orders"
    job_configuration = ProcessJobConfiguration
    job_configuration_variables = ProcessVariables
    _display_name = "Orders"
    _description = "Runs imports one after the other in processes that are warm already."

    def __init__(
        self,
        *args: object,
        entrypoints: tuple[str, ...] = (ENTRYPOINT,),
        grace_seconds: float | None = None,
        **kwargs: object,
    ) -> None:
        kwargs["prefetch_seconds"] = 0  # a run must not occupy its lane before its time
        super().__init__(*args, **kwargs)
        self._entrypoints = entrypoints
        self._grace_seconds = grace_seconds
        self._children: list[Child] = []
        self._running: dict[UUID, Child] = {}
        self._entrypoint_of: dict[UUID, str] = {}
        self._watch = Watch()
        self._news = asyncio.Event()

    async def setup(self) -> None:
        """Connect, recover what an earlier worker left behind, and warm up the children."""
        await self._exit_stack.enter_async_context(patient_client())
        await super().setup()
        for _ in range(self._limit or max(2, os.cpu_count() or 1)):
            self._runs_task_group.start_soon(self._keep_a_child)
        self._runs_task_group.start_soon(self._hand_out)
        self._runs_task_group.start_soon(self._listen)

    async def teardown(self, *exc_info: object) -> None:
        """Stop handing out runs; children finish what they have and exit by themselves, or are killed in time."""
        children = list(self._children)
        for child in children:
            child.retire()
        for child in self._running.values():
            self._logger.info("Waiting for the end of %s.", child.run_name)
        if self._grace_seconds is not None:
            with anyio.CancelScope(shield=True):
                await asyncio.gather(*(child.end_within(self._grace_seconds) for child in children))
        self._runs_task_group.cancel_scope.cancel()
        await super().teardown(*exc_info)

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """The poll: look after dead and cancelled runs, and ask for new ones."""
        self._last_polled_time = utc_now()
        for run in await sweep(self.client, self._watch):
            if run.state.is_cancelling():
                self._cancel(run.id)
        self._news.set()
        return []

    async def run(
        self,
        flow_run: FlowRun,
        configuration: ProcessJobConfiguration,
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> OrdersWorkerResult:
        """Not used: `_hand_out` gives runs to children without a job configuration for each."""
        raise NotImplementedError

    def _record_work_pool_snapshot(self, work_pool: WorkPool) -> None:
        # process pools have the same job template, and this worker can serve them as well
        own_type = {"type": self.type} if work_pool.type == "process" else {}
        super()._record_work_pool_snapshot(work_pool.model_copy(update=own_type))

    async def _keep_a_child(self) -> None:
        while True:
            child = await Child.start(*self._entrypoints)
            self._children.append(child)
            try:
                await child.ready()
                self._news.set()
                await child.process.wait()
            except ChildDiedError as error:
                self._logger.error("A child could not start: %s. Trying again.", error)
                await anyio.sleep(5)
            finally:
                self._children.remove(child)
                child.retire()

    async def _hand_out(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            idle = [child for child in self._children if not child.is_busy and not child.is_worn]
            if not idle or not self._has_successfully_synced:
                continue
            try:
                answer = await self._get_scheduled_flow_runs()
            except Exception as error:
                self._logger.warning("Could not ask for runs (%s); asking again at the next poll.", error)
                continue
            due = sorted((entry.flow_run for entry in answer), key=order_key)
            new = [run for run in due if run.id not in self._running]
            for run in new[: len(idle)]:
                # who ran the lane's last import may have its database open still
                child = next((child for child in idle if child.lane == run.deployment_id), idle[0])
                idle.remove(child)
                child.is_busy, child.lane = True, run.deployment_id
                self._running[run.id] = child
                self._runs_task_group.start_soon(self._run_in, child, run)

    async def _run_in(self, child: Child, run: FlowRun) -> None:
        try:
            try:
                outcome = await child.run(run, await self._entrypoint(run))
            except ChildDiedError as error:
                await recover(self.client, run.id, str(error))
            else:
                if outcome == "left":
                    await recover(self.client, run.id, "its process could not bring it to an end", is_crash=False)
        except Exception:
            self._logger.exception("Run %s: the next poll looks after it.", run.id)
        finally:
            child.is_busy = False
            if child.is_worn:
                child.retire()
            del self._running[run.id]
            self._news.set()

    async def _entrypoint(self, run: FlowRun) -> str:
        if run.deployment_id not in self._entrypoint_of:
            deployment = await self.client.read_deployment(run.deployment_id)
            self._entrypoint_of[run.deployment_id] = deployment.entrypoint or ENTRYPOINT
        return self._entrypoint_of[run.deployment_id]

    async def _listen(self) -> None:
        """Wake up as soon as the server tells of a run to start or to cancel."""
        wanted = EventFilter(event=EventNameFilter(name=_NEWS))
        while True:
            with suppress(Exception):
                async with get_events_subscriber(filter=wanted) as events:
                    async for event in events:
                        if event.event == _CANCELLING:
                            self._cancel(UUID(event.resource.id.removeprefix("prefect.flow-run.")))
                        else:
                            self._news.set()
            await anyio.sleep(1)

    def _cancel(self, run_id: UUID) -> None:
        if run_id in self._running:
            self._running[run_id].kill()
