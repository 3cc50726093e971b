"""Lanes at work, and what people see of them, with a real server and real workers."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect.states import Scheduled

from flows.async_actions.actions import Actions
from flows.async_actions.queue import read_queue
from flows.deployments.imports import deploy_project
from schemas.async_action import ImportAction
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of
from tasks.imports import history
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.lane_world import World, has_ended, new_world

pytestmark = pytest.mark.xdist_group("lanes")

HOUR = timedelta(hours=1)


A, B, C = (ProjectKey("acme", name) for name in "abc")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with new_world(tmp_path_factory.mktemp("world")) as world:
        for key in (A, B, C):
            world.deploy(key)
        yield world


@pytest.fixture
def worked(world: World) -> World:
    """The world with its worker running."""
    if "worker" not in world.processes:
        world.start_worker("worker")
    return world


def _action(run_id: UUID) -> str:
    return action_id_of(import_id_of(run_id))


def _read(world: World, run_id: UUID) -> ImportAction:
    return world.ask(lambda client: Actions(world.home, client).read(_action(run_id)))


def _cancel(world: World, run_id: UUID) -> ImportAction:
    return world.ask(lambda client: Actions(world.home, client).cancel(_action(run_id)))


def test_a_place_is_right_however_many_wait(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.lanes.ordering._NEAR", 2)
    runs = world.submit(A, *["ok"] * 4)
    assert [_read(world, run).position for run in runs] == [1, 2, 3, 4]
    for run in runs:
        _cancel(world, run)


def test_waiting_imports_show_their_place_and_cancelled_ones_never_run(world: World):
    first, second, third = world.submit(A, "ok", "ok", "ok")
    places = [_read(world, run).position for run in (first, third)]
    assert places == [1, 3]
    cancelled = _cancel(world, second)
    assert (cancelled.status, cancelled.operation_status) == ("FAILED", "FAILED")
    assert world.ask(lambda client: read_queue(client, world.home))["lanes"] == [
        {"lane": "acme/a", "waiting": 2, "running": None, "backfills": []}
    ]
    world.start_worker("worker")
    assert world.end_of([first, second, third]) == ["Completed", "Cancelled", "Completed"]
    assert str(second) not in {run for _, run in world.journaled("a")}


def test_a_cancelled_running_import_stops_and_its_lane_goes_on(worked: World):
    running, after = worked.submit(A, worked.hold(), "ok")
    worked.wait([running], lambda run: run.state.is_running())
    _cancel(worked, running)
    assert worked.end_of([running, after]) == ["Cancelled", "Completed"]
    assert _read(worked, running).result.message == "Cancelled before any of its orders were stored."
    with pytest.raises(UsageError, match="has ended already"):
        _cancel(worked, running)


def test_a_cancelled_import_whose_orders_are_stored_goes_on_to_its_end(worked: World):
    [running] = worked.submit(A, worked.hold())
    worked.wait_for_begin("a", running)
    with open_warehouse(worked.root / "warehouse", A) as con:
        history.note_begin(con, import_id_of(running), str(running), "x", None, datetime(2026, 1, 1))
        con.execute("UPDATE imports SET loaded_at = started_at")
    _cancel(worked, running)
    worked.wait_for_begin("a", running, times=2)
    worked.let_go()
    assert worked.end_of([running]) == ["Completed"]


def test_a_run_that_a_wrong_clock_puts_first_goes_back_in_line(worked: World):
    blocker, early = worked.submit(B, worked.hold(), "ok")
    worked.wait_for_begin("b", blocker)

    async def submit_with_a_late_clock(client):
        deployment = await client.read_deployment_by_name("import-orders/acme--b")
        state = Scheduled(scheduled_time=datetime.now(UTC) - HOUR)
        return await client.create_flow_run_from_deployment(deployment.id, parameters={"source": "ok"}, state=state)

    late = worked.ask(submit_with_a_late_clock)
    worked.let_go()
    assert set(worked.end_of([blocker, early, late.id])) == {"Completed"}
    assert [UUID(run) for what, run in worked.journaled("b") if what == "begin"] == [blocker, early, late.id]


def test_a_lane_set_up_twice_is_one_lane(world: World):
    twice = ProjectKey("acme", "twice")

    async def set_up(client):
        before = await deploy_project(twice)
        return before == await deploy_project(twice)

    assert world.ask(set_up)


@pytest.mark.deep
def test_lanes_run_in_order_and_one_at_a_time_over_two_workers(worked: World):
    worked.start_worker("worker2")
    runs: dict[str, list[UUID]] = {"a": [], "b": [], "c": []}
    submitters = [
        threading.Thread(target=lambda key=key: runs[key.project].extend(worked.submit(key, *["ok"] * 2)))
        for key in (A, B, C) * 2
    ]
    worked.journal.unlink(missing_ok=True)
    for submitter in submitters:
        submitter.start()
    for submitter in submitters:
        submitter.join()
    found = worked.wait([run for lane in runs.values() for run in lane], has_ended)
    assert {run.state.name for run in found} == {"Completed"}
    created = {str(run.id): (run.created, str(run.id)) for run in found}
    for project in runs:
        lines = worked.journaled(project)
        assert [what for what, _ in lines] == ["begin", "end"] * 4
        assert [run for what, run in lines if what == "begin"] == sorted(
            {run for _, run in lines}, key=created.__getitem__
        )
