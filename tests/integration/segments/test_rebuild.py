"""`orders segment rebuild` as a shell sees it, and its place in the project's lane."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from flows.async_actions.actions import Actions
from flows.lanes.hold import hold_lane
from flows.rebuild_segments import rebuild_segments
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of
from schemas.segments.segment import SegmentType
from tasks.segments import segments
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.location import has_database
from tests.support.eventually import LONGEST
from tests.support.lane_world import deployment_run
from tests.support.shell import orders
from tests.support.shops import make_segment, order, run_import

pytestmark = pytest.mark.xdist_group("server")

RECENT = {"summary.orders.last_order_date": {"conditions": {"$less_than_ago": 30}}}


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


async def test_a_rebuild_is_before_imports_in_the_lane_and_is_none(prefect_server, home, key):
    has_slot, looked = asyncio.Event(), asyncio.Event()

    @flow(name="rebuild-segments", persist_result=False)
    async def holder() -> str:
        async with hold_lane(key):
            has_slot.set()
            await looked.wait()
        return f"aa_{UUID(flow_run.id).hex}"

    running = asyncio.create_task(holder())
    await has_slot.wait()
    async with get_client() as client:
        actions = Actions(home, client)
        action_id = action_id_of(import_id_of(await deployment_run(client, key, {"source": "orders.json"})))
        place = await actions.read(action_id)
        looked.set()
        rebuild_id = await running
        listed, _ = await actions.page(key, 10)
        assert (place.position, [record.id for record in listed]) == (2, [action_id])
        for ask in (actions.read, actions.cancel):
            with pytest.raises(match="There is no import"):
                await ask(rebuild_id, key)


async def test_what_is_not_there_is_named(prefect_server, home, key):
    with open_warehouse(home, key):
        pass
    with pytest.raises(UsageError, match="There is no segment 'nobody'"):
        await rebuild_segments(key.tenant, key.project, "nobody")
    with pytest.raises(UsageError, match="There is no project acme/nothing"):
        await rebuild_segments("acme", "nothing")
    assert not has_database(home, ProjectKey("acme", "nothing"))
