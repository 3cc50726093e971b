"""What somebody does to a run in Prefect is seen in its action's status."""

from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.states import Cancelled

from flows.dispatch import reconcile
from flows.dispatch.hand_over import HandOver
from tasks.intake.queue.import_queue import accept, find
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota

pytestmark = pytest.mark.xdist_group("server")


@pytest.mark.parametrize("at_once", [1, 200])
async def test_a_deleted_or_cancelled_run_ends_its_action_and_one_that_waits_goes_on(
    prefect_server, home, key, monkeypatch, at_once
):
    monkeypatch.setattr(reconcile, "_AT_ONCE", at_once)
    waiting, deleted, cancelled = [accept(home, key, Asked("/o.json"), size=0, quota=Quota(9, 9)) for _ in range(3)]
    async with get_client() as client:
        await HandOver(home, client).feed(key)
        await client.delete_flow_run(UUID(find(home, deleted).flow_run_id))
        await client.set_flow_run_state(UUID(find(home, cancelled).flow_run_id), Cancelled(), force=True)
        await reconcile.reconcile(home, client)
    assert [find(home, action_id).status for action_id in (waiting, deleted, cancelled)] == [
        "ENQUEUED",
        "FAILED",
        "FAILED",
    ]
    assert "deleted" in find(home, deleted).message
    assert find(home, waiting).ended_at is None
