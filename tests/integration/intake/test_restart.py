"""A run notes what it does in its queue while the queue's PostgreSQL restarts: it waits, and nothing of it fails."""

import asyncio

import pytest

from flows.action_runs.row import ActionRow
from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.report import ImportStatus
from tasks.intake.queue.import_queue import accept, find
from tasks.intake.queue.queue_progress import begin
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota
from tests.support.worlds.intakes import intake_in
from tests.support.worlds.postgresql import new_postgresql, programs, restart_postgresql

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")

KEY = ProjectKey("acme", "shop")


async def test_it_goes_on_when_the_database_is_back(tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.intake.stores.postgresql.PATIENCE_SECONDS", 0.05)  # it is away for longer
    with new_postgresql(tmp_path / "postgresql") as server, intake_in(server, tmp_path):
        import_id = accept(tmp_path, KEY, Asked("/orders"), size=0, quota=Quota(9, 9))
        begin(tmp_path, KEY, import_id, "0" * 32, Asked("/orders"))
        row = ActionRow(tmp_path, import_id)
        restart = asyncio.create_task(asyncio.to_thread(restart_postgresql, server))
        while not restart.done():
            await row.at_work()
            row.progress(40.0)
            await asyncio.sleep(0.01)
        await restart
        await row.end(ActionReport(message="2 stored"))
        assert find(tmp_path, import_id).status is ImportStatus.DONE
