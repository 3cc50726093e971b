"""`orders segment rebuild` as a shell sees it, and its place in the project's lane."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client

from flows.async_actions.actions import Actions
from flows.dispatch.hand_over import HandOver
from flows.lanes.hold import hold_lane
from flows.lanes.kinds import kind_of_run
from flows.lanes.lane import lane_name
from flows.rebuild_segments import rebuild_segments
from schemas.action_type import ActionType
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of
from schemas.segments.segment_type import SegmentType
from tasks.intake.queue.import_queue import accept, find
from tasks.intake.queue.queued_import import Asked, AskedAction
from tasks.intake.queue.quota import Quota
from tasks.segments import segments
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.storages.of_home import has_database
from tests.support.projects.shops import make_segment, order, run_import
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.lane_world import deployment_run
from tests.support.worlds.shell import orders

pytestmark = pytest.mark.xdist_group("server")

RECENT = {"summary.orders.last_order_date": {"conditions": {"$less_than_ago": 30}}}


@pytest.mark.deep
def test_a_shell_can_bring_everyone_up_to_date(prefect_server, home, key):
    then = (datetime.now(UTC) - timedelta(40)).replace(tzinfo=None)
    with open_warehouse(home, key) as con:
        segments.create_segment(con, "recent", SegmentType.AUTO_UPDATE, RECENT, then)
        make_segment(con, "rich")
        run_import(con, [order("o1", "a", created_at=then.isoformat())], now=then)
    names = ["--tenant", key.tenant, "--project", key.project]
    done = orders("segment", "rebuild", "recent", *names, "--json")
    (recent,) = json.loads(done.stdout)
    assert (done.returncode, recent["member_count"], recent["left_count"]) == (0, 0, 1)
    assert "rich" in orders("segment", "rebuild", *names).stdout


async def test_a_rebuild_waits_for_its_turn_in_the_lane(prefect_server, home, key):
    with open_warehouse(home, key) as con:
        make_segment(con, "rich")
    has_slot, order_of_ends = asyncio.Event(), []

    @flow(persist_result=False)
    async def holder() -> None:
        async with hold_lane(key):
            has_slot.set()
            await asyncio.sleep(1)
            order_of_ends.append("holder")

    async def rebuilder() -> None:
        await has_slot.wait()
        await rebuild_segments(key.tenant, key.project)
        order_of_ends.append("rebuild")

    await asyncio.wait_for(asyncio.gather(holder(), rebuilder()), LONGEST)
    assert order_of_ends == ["holder", "rebuild"]


async def test_a_rebuild_is_an_action_of_the_lane(prefect_server, home, key):
    with open_warehouse(home, key) as con:
        make_segment(con, "rich")
    report = await rebuild_segments(key.tenant, key.project)
    async with get_client() as client:
        actions = Actions(home, client)
        waiting = action_id_of(import_id_of(await deployment_run(client, key, {"source": "orders.json"})))
        listed, _ = await actions.page(key, 10)
        assert [(record.id == waiting, record.type) for record in listed] == [
            (True, "ORDERS.IMPORT"),
            (False, "SEGMENTS.REBUILD"),
        ]
        record = await actions.read(listed[1].id, key)
    assert (record.status, record.operation_status, record.result.message) == ("DONE", "SUCCESS", report.message)
    assert record.result.details == report.details


async def test_a_rebuild_that_was_accepted_is_handed_over_to_a_deployment_of_its_own(prefect_server, home, key):
    with open_warehouse(home, key):
        pass
    asked = AskedAction(ActionType.SEGMENTS_REBUILD, {"segment": "nobody"})
    for each in (Asked("/o.json"), asked):
        action_id = accept(home, key, each, size=0, quota=Quota(9, 9))
    async with get_client() as client:
        await HandOver(home, client).feed(key)
        record = await Actions(home, client).read(action_id)
        run = await client.read_flow_run(UUID(find(home, action_id).flow_run_id))
        deployment = await client.read_deployment(run.deployment_id)
    assert (record.type, record.position, kind_of_run(run).type) == ("SEGMENTS.REBUILD", 2, "SEGMENTS.REBUILD")
    assert (run.name, run.work_queue_name) == (f"{key} rebuild", lane_name(key))
    assert run.parameters == {
        "tenant": key.tenant,
        "project": key.project,
        "segment": "nobody",
        "action_id": action_id,
    }
    assert deployment.entrypoint == "flows.rebuild_segments:rebuild_segments"


async def test_what_is_not_there_is_named(prefect_server, home, key):
    with open_warehouse(home, key):
        pass
    with pytest.raises(UsageError, match="There is no segment 'nobody'"):
        await rebuild_segments(key.tenant, key.project, "nobody")
    with pytest.raises(UsageError, match="There is no project acme/nothing"):
        await rebuild_segments("acme", "nothing")
    assert not has_database(home, ProjectKey("acme", "nothing"))
