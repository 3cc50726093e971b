"""What stands in the lane of one project, from the home's queue as far as that goes."""

import asyncio
from pathlib import Path

from prefect.client.orchestration import PrefectClient

from flows.async_actions import of_run
from schemas.http.queue import ProjectQueue, QueuedBackfill
from schemas.ids import ProjectKey, action_id_of
from schemas.reports.report import ImportStatus
from tasks.intake.queue import import_queue


async def read_project_queue(client: PrefectClient, home: Path, key: ProjectKey) -> ProjectQueue:
    """Runs that have not begun, and were not accepted here, count if Prefect's server answers soon."""
    rows = await asyncio.to_thread(import_queue.unfinished, home, key)
    runs = await of_run.waiting(client, key)
    accepted = await asyncio.to_thread(import_queue.known_ids, home, [run.import_id for run in runs])
    short = [row for row in rows if not row.kind.is_long]
    at_work = [row for row in short if row.status is ImportStatus.IN_PROGRESS]
    elsewhere = [run for run in runs if run.import_id not in accepted and not run.type.is_long]
    return ProjectQueue(
        waiting=len(short) - len(at_work) + len(elsewhere),
        running=action_id_of(at_work[0].import_id) if at_work else None,
        backfills=[
            QueuedBackfill(
                id=action_id_of(row.import_id),
                status=row.status.value,
                progress=row.progress,
                waiting_for=row.waits_for,
            )
            for row in rows
            if row.kind.is_long
        ],
    )
