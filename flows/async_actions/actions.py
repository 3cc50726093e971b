"""Async actions (contract §1): an import as the one who submitted it sees it, at the moment of asking.

Those in the home's queue are told from there: neither Prefect's server nor the project's database has to answer. Of
others, such as a run of `prefect deployment run` that has not begun or one of an earlier release, the flow run is the
record; an action's id and its run's id are then the same 32 digits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient

from flows.async_actions import of_run
from flows.async_actions.queued import cancel_queued, read_queued, record_in, record_of_queued
from flows.lanes.outcome import stored_report
from schemas.async_action import ImportAction
from schemas.ids import ProjectKey, parse_import_id
from schemas.reports.report import ImportReport
from tasks.intake.queue import import_queue, queue_control, queue_progress

ReportOf = Callable[[ProjectKey, str], Awaitable[ImportReport | None]]


async def _report_here(key: ProjectKey, import_id: str) -> ImportReport | None:
    return await asyncio.to_thread(stored_report, key, import_id)


@dataclass(frozen=True, slots=True)
class Actions:
    """The async actions of one home and one Prefect server.

    `report_of` finds the report of a run that has ended, for those that the queue does not know. With an `owner`, that
    is with the project of whoever asks, there are no others. Raises `NotFoundError` for an id that nobody knows.
    """

    home: Path
    client: PrefectClient
    report_of: ReportOf = _report_here

    async def read(self, action_id: str, owner: ProjectKey | None = None) -> ImportAction:
        """The record as contract §1 has it, with `position` (1 is the next to run) while it waits.

        Raises `RetryableError` if the database with the result of a run is needed, and stays in use.
        """
        record = await asyncio.to_thread(read_queued, self.home, action_id, owner)
        if record is not None:
            return record
        return await of_run.read_record(self.client, await of_run.find(self.client, action_id, owner), self.report_of)

    async def page(
        self, owner: ProjectKey, limit: int, before: datetime | None = None
    ) -> tuple[list[ImportAction], bool]:
        """The imports that were created before an aware time, newest first, without reports; and if there are more.

        Runs that have not begun, and were not accepted here, are among them if Prefect's server answers soon.
        """
        rows = await asyncio.to_thread(import_queue.page, self.home, owner, limit + 1, before)
        waiting = await of_run.waiting(self.client, owner)
        accepted = await asyncio.to_thread(import_queue.known_ids, self.home, [run.import_id for run in waiting])
        records = [record_of_queued(queued) for queued in rows]
        records += [run for run in waiting if run.import_id not in accepted]
        records = [record for record in records if before is None or record.created_at < before]
        newest = sorted(records, key=lambda record: record.created_at, reverse=True)
        return newest[:limit], len(newest) > limit

    async def cancel(self, action_id: str, owner: ProjectKey | None = None) -> ImportAction:
        """Stop one action: one that waits never runs, one that runs is stopped and writes nothing more.

        A long one that runs ends after the portion at work.

        Raises `UsageError` if it has ended already.
        """
        queued = await asyncio.to_thread(import_queue.find, self.home, parse_import_id(action_id), owner)
        if queued is None:
            run = await of_run.find(self.client, action_id, owner)
            await of_run.cancel(self.client, run, self.home)
        elif await asyncio.to_thread(cancel_queued, self.home, queued):
            await of_run.cancel_soon(self.client, queued.flow_run_id)
        elif queued.ended_at is not None:
            raise of_run.has_ended(action_id, queued.status)
        elif await asyncio.to_thread(queue_control.ask_to, self.home, queued.import_id, "cancel"):
            pass  # it ends after the portion at work
        else:
            run = await self.client.read_flow_run(UUID(str(queued.flow_run_id)))
            await of_run.cancel(self.client, run, self.home)
        return await self.read(action_id, owner)

    async def pause(self, action_id: str, owner: ProjectKey | None = None) -> ImportAction:
        """Let a long action wait, once the portion at work is stored, until it is resumed.

        Raises `UsageError` if it has ended or is not a long one, `NotFoundError` if the queue does not know it.
        """
        queued = await asyncio.to_thread(queue_control.pause, self.home, parse_import_id(action_id), owner)
        return await asyncio.to_thread(record_in, self.home, queued)

    async def resume(self, action_id: str, owner: ProjectKey | None = None) -> ImportAction:
        """Let a paused action go on, at the end of its lane. Raises `UsageError` if it is not paused."""
        queued = await asyncio.to_thread(queue_control.resume, self.home, parse_import_id(action_id), owner)
        return await asyncio.to_thread(record_in, self.home, queued)

    async def retry(self, action_id: str, owner: ProjectKey | None = None) -> ImportAction:
        """Put an import that has failed at the end of its lane again, under the same id.

        Raises `UsageError` unless it has failed and its orders can be read, `NotFoundError` if the queue does not know
        it: then nothing says what it was asked to do.
        """
        import_id = parse_import_id(action_id)
        queued = await asyncio.to_thread(queue_progress.retry, self.home, import_id, owner)
        return await asyncio.to_thread(record_in, self.home, queued)
