"""All that the flow of a long kind of work is, but for the work: it is done in portions, between which others come.

Invariant: nobody stops it inside a portion. Whatever a person asks (`tasks.intake.queue.queue_control`), whoever
waits, it is done after the portion at work, which the work has stored together with how far it is. So a run that is
killed, paused or behind others goes on from there, in whatever process.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled

from flows.action_runs.row import ActionRow, begin, noted
from flows.action_runs.run_action import AtWork
from flows.lanes import timing
from flows.lanes.hold import hold_lane
from flows.lanes.kinds import KINDS
from flows.lanes.recovery import forgive_crashes
from flows.lanes.sharing import go_behind, others_due
from flows.prefect_client.flow_runs import current_run
from flows.settings import Settings
from schemas.errors import DatabaseBusyError, DiskFullError, OrdersError
from schemas.ids import ProjectKey, import_id_of, parse_import_id
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from tasks.intake.queue import queue_progress
from tasks.intake.queue.queue_control import PAUSED, asked_to, last_place, paused
from tasks.intake.queue.queued_import import AnyAsked
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.sharing.connection_cache import cache_in_use, connection_cache

Between = Callable[[], None]
Answer = TypeVar("Answer")


class PortionWork(Protocol):
    """Work that stores a portion at a time, each with how far it is."""

    def go_on(self, at_work: AtWork, between: Between, /) -> ActionReport:
        """Do what is left, from where it is; `between` is called after each portion, and may raise what must pass."""

    def stop(self, at_work: AtWork, /) -> ActionReport:
        """Leave it as it is, for good; what it reports is how."""


class _PauseAsked(Exception):
    """It is to wait until somebody resumes it."""


class _CancelAsked(Exception):
    """It is to end."""


class _LaneWanted(Exception):
    """Others of the lane, or a shell, wait for the project."""

    def __init__(self, others: list[FlowRun]) -> None:
        super().__init__(others)
        self.others = others


async def run_in_portions(
    key: ProjectKey, asked: AnyAsked, action_id: str | None, work: PortionWork
) -> ActionReport | State[Any]:
    """Inside a flow: do `work`, in a thread, whenever the lane is free; its report, or the state that the run ends in.

    As `flows.action_runs.run_action.run_action`; in addition it shares its lane between portions, and can be paused.
    """
    client, run = current_run()
    import_id = parse_import_id(action_id) if action_id else import_id_of(run.id)
    await begin(client, run, key, import_id, asked)
    # a warm child has one of its own
    with connection_cache() if cache_in_use.get() is None else nullcontext():
        return await _Run(client, run, key, asked, work, ActionRow(Settings().home, import_id)).to_its_end()


@dataclass
class _Run:
    """One run of one long action."""

    client: PrefectClient
    run: FlowRun
    key: ProjectKey
    asked: AnyAsked
    work: PortionWork
    row: ActionRow
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _has_stored: bool = False

    async def to_its_end(self) -> ActionReport | State[Any]:
        """Portions, and whatever is asked for between them."""
        while True:
            try:
                return await self._in_lane()
            except _LaneWanted as wanted:
                place = await noted(last_place, self.row.home, self.key, self.row.import_id)
                await go_behind(self.client, self.run, wanted.others, place)
            except _PauseAsked:
                return await self._paused(PAUSED, "Paused; it goes on when it is resumed.")
            except DiskFullError as error:
                return await self._paused("room on the disk, and somebody to resume it", error.message)
            except DatabaseBusyError as error:
                await self.row.wait_for_database(self.client, self.run, error)
            except OrdersError as error:
                await self.row.fail(error)
                raise

    async def _in_lane(self) -> ActionReport | State[Any]:
        if await self._asked_to() == "pause":
            raise _PauseAsked
        async with self._lane() as warehouse:
            await self.row.at_work()
            at_work = AtWork(self.row.import_id, self.key, warehouse, self.row)
            try:
                if await self._asked_to() == "cancel":
                    raise _CancelAsked
                report = await asyncio.to_thread(self.work.go_on, at_work, lambda: self._between(warehouse))
            except _CancelAsked:
                report = await asyncio.to_thread(self.work.stop, at_work)
                failed = ImportStatus.FAILED
                await noted(queue_progress.end, self.row.home, self.row.import_id, failed, report.message, report)
                return Cancelled(message=report.message)
            await self.row.end(report)
            return report

    @asynccontextmanager
    async def _lane(self) -> AsyncIterator[ProjectWarehouse]:
        kind, patience = KINDS[self.asked.kind], timing.BUSY_PATIENCE_SECONDS
        name = kind.run_name(self.key, self.asked.as_parameters())
        async with hold_lane(self.key, name, tags=kind.tags, patience=patience):
            yield ProjectWarehouse(self.key, self.row.home, patience)

    def _between(self, warehouse: ProjectWarehouse) -> None:
        """Called in the thread of the work, after each portion."""
        if not self._has_stored:
            self._has_stored = True
            self._wait_for(forgive_crashes(self.client, self.run))
        match asked_to(self.row.home, self.row.import_id):
            case "pause":
                raise _PauseAsked
            case "cancel":
                raise _CancelAsked
        others = self._wait_for(others_due(self.client, self.key, self.run))
        if others or warehouse.is_waited_for():
            raise _LaneWanted(others)

    def _wait_for(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(question, self._loop).result()

    async def _asked_to(self) -> str | None:
        return await noted(asked_to, self.row.home, self.row.import_id)

    async def _paused(self, waits_for: str, message: str) -> State[Any]:
        await noted(paused, self.row.home, self.row.import_id, waits_for)
        return Cancelled(name="Paused", message=message)
