"""Lanes: their names, their order, their slot, and what people see of them; with a real server where one is needed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.settings import PREFECT_HOME, temporary_settings
from prefect.states import Scheduled

from flows.async_actions.actions import cancel_action, read_action
from flows.async_actions.queue import read_queue
from flows.deployments.imports import deploy_project
from flows.deployments.submit import run_name
from flows.lanes import process_lock
from flows.lanes.lane import lane_of, order_key, slot_name
from flows.lanes.lease import Slot, SlotLost
from schemas.async_action import ImportAction
from schemas.errors import UsageError
from schemas.ids import ProjectKey, action_id_of, import_id_of
from tasks.imports import history
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.fencing import fenced
from tasks.warehouse.statements import transaction
from tests.support.lane_world import World, has_ended, new_world
from tests.support.stages import KEY

pytestmark = pytest.mark.xdist_group("lanes")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _run(**facts: object) -> FlowRun:
    state = State(type=StateType.SCHEDULED, name=str(facts.pop("state", "Scheduled")))
    return FlowRun(flow_id=uuid4(), created=NOON, state=state, **facts)


@pytest.mark.parametrize(
    ("run", "place"),
    [
        (_run(expected_start_time=NOON), NOON),
        (_run(expected_start_time=NOON - HOUR), NOON),  # the submitter's clock is late
        (_run(expected_start_time=NOON + HOUR), NOON + HOUR),  # scheduled for later
        (
            _run(expected_start_time=NOON, run_count=1, next_scheduled_start_time=NOON + HOUR),
            NOON + HOUR,
        ),  # asked again
        (_run(expected_start_time=NOON, run_count=1, next_scheduled_start_time=NOON + HOUR, state="Interrupted"), NOON),
    ],
)
def test_the_place_in_the_lane_is_the_time_of_submission(run: FlowRun, place: datetime):
    assert order_key(run) == place


@pytest.mark.parametrize(
    ("tags", "lane"),
    [
        (["import:acme/shop"], ProjectKey("acme", "shop")),
        (["nightly", "import:acme/shop-2"], ProjectKey("acme", "shop-2")),
        ([], None),
        (["import:acme"], None),
        (["import:../etc/passwd"], None),
        (["acme/shop"], None),
    ],
)
def test_a_lane_is_read_from_tags(tags: list[str], lane: ProjectKey | None):
    assert lane_of(_run(tags=tags)) == lane


def test_slots_of_two_projects_never_share_a_name():
    assert slot_name(ProjectKey("a--b", "c")) != slot_name(ProjectKey("a", "b--c"))


HOLD = """
import sys, time, uuid
from flows.lanes import process_lock
print(process_lock.take(uuid.UUID(sys.argv[1])), flush=True)
time.sleep(60)
"""


def test_a_dead_process_loses_its_run_at_once_and_a_stopped_one_never(tmp_path: Path):
    run_id = uuid4()
    environment = os.environ | {"PREFECT_HOME": str(tmp_path)}
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(run_id)], env=environment, stdout=subprocess.PIPE)
    with temporary_settings({PREFECT_HOME: tmp_path}):
        assert holder.stdout.readline() == b"True\n"
        holder.send_signal(signal.SIGSTOP)
        assert process_lock.is_abandoned(run_id) is False
        holder.kill()
        holder.communicate()
        assert process_lock.is_abandoned(run_id) is True
        assert process_lock.is_abandoned(uuid4()) is None


def test_a_run_that_lost_its_slot_rolls_back(tmp_path: Path):
    slot = Slot(uuid4())
    slot.granted(uuid4())
    with open_warehouse(tmp_path, KEY) as con:
        slot.is_lost = True
        with (
            fenced(slot.token, slot.check, slot.refuse),
            pytest.raises(SlotLost, match="commits nothing"),
            transaction(con),
        ):
            con.execute(
                "INSERT INTO imports (id, source, status, started_at) VALUES ('imp', 's', 'x', now()::TIMESTAMP)"
            )
        assert con.execute("SELECT count(*) FROM imports").fetchone() == (0,)


def test_an_earlier_holder_cannot_commit_after_a_later_one(tmp_path: Path):
    refuse = Slot(uuid4()).refuse
    with open_warehouse(tmp_path, KEY) as con:
        for token in (1, 1, 2):
            with fenced(token, lambda: None, refuse), transaction(con):
                pass
        with pytest.raises(SlotLost, match="commits nothing"), fenced(1, lambda: None, refuse), transaction(con):
            pass
        assert con.execute("SELECT token FROM lane_fence").fetchone() == (2,)


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
    return world.ask(lambda client: read_action(client, _action(run_id)))


def test_a_place_is_right_however_many_wait(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.lanes.ordering._NEAR", 2)
    runs = world.submit(A, *["ok"] * 5)
    assert [_read(world, run).position for run in runs] == [1, 2, 3, 4, 5]
    for run in runs:
        world.ask(lambda client, run=run: cancel_action(client, _action(run)))


def test_waiting_imports_show_their_place_and_cancelled_ones_never_run(world: World):
    first, second, third = world.submit(A, "ok", "ok", "ok")
    places = [world.ask(lambda client, run=run: read_action(client, _action(run))).position for run in (first, third)]
    assert places == [1, 3]
    cancelled = world.ask(lambda client: cancel_action(client, _action(second)))
    assert (cancelled.status, cancelled.operation_status) == ("FAILED", "FAILED")
    assert world.ask(read_queue)["lanes"] == [{"lane": "acme/a", "waiting": 2, "running": None}]
    world.start_worker("worker")
    assert world.end_of([first, second, third]) == ["Completed", "Cancelled", "Completed"]
    assert str(second) not in {run for _, run in world.turns("a")}


def test_a_cancelled_running_import_stops_and_its_lane_goes_on(worked: World):
    running, after = worked.submit(A, worked.hold(), "ok")
    worked.wait([running], lambda run: run.state.is_running())
    worked.ask(lambda client: cancel_action(client, _action(running)))
    assert worked.end_of([running, after], seconds=40) == ["Cancelled", "Completed"]
    assert _read(worked, running).result.message == "Cancelled before any of its orders were stored."
    with pytest.raises(UsageError, match="has ended already"):
        worked.ask(lambda client: cancel_action(client, _action(running)))


def test_a_cancelled_import_whose_orders_are_stored_goes_on_to_its_end(worked: World):
    [running] = worked.submit(A, worked.hold())
    worked.wait_for_turn("a", running)
    with open_warehouse(worked.root / "warehouse", A) as con:
        history.begin(con, import_id_of(running), str(running), "x", None, datetime(2026, 1, 1))
        con.execute("UPDATE imports SET loaded_at = started_at")
    worked.ask(lambda client: cancel_action(client, _action(running)))
    worked.wait_for_turn("a", running, times=2)
    worked.let_go()
    assert worked.end_of([running], seconds=40) == ["Completed"]


def test_a_run_that_a_wrong_clock_puts_first_steps_back(worked: World):
    blocker, early = worked.submit(B, worked.hold(), "ok")
    worked.wait_for_turn("b", blocker)

    async def submit_with_a_late_clock(client):
        deployment = await client.read_deployment_by_name("import-orders/acme--b")
        state = Scheduled(scheduled_time=datetime.now(UTC) - HOUR)
        return await client.create_flow_run_from_deployment(deployment.id, parameters={"source": "ok"}, state=state)

    late = worked.ask(submit_with_a_late_clock)
    worked.let_go()
    assert set(worked.end_of([blocker, early, late.id])) == {"Completed"}
    assert [UUID(run) for what, run in worked.turns("b") if what == "begin"] == [blocker, early, late.id]


def test_a_lane_set_up_twice_is_one_lane(world: World):
    twice = ProjectKey("acme", "twice")

    async def set_up(client):
        before = await deploy_project(twice)
        return before == await deploy_project(twice)

    assert world.ask(set_up)


def test_lanes_run_in_order_and_one_at_a_time_over_two_workers(worked: World):
    worked.start_worker("worker2")
    runs: dict[str, list[UUID]] = {"a": [], "b": [], "c": []}
    submitters = [
        threading.Thread(target=lambda key=key: runs[key.project].extend(worked.submit(key, *["ok"] * 4)))
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
        turns = worked.turns(project)
        assert [what for what, _ in turns] == ["begin", "end"] * 8
        assert [run for what, run in turns if what == "begin"] == sorted(
            {run for _, run in turns}, key=created.__getitem__
        )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/orders/2019.ndjson", "2019.ndjson"),
        ("https://user:secret@shop.example/2019.json?sig=secret#secret", "2019.json"),
        ("https://shop.example/a@b.json", "a@b.json"),
        ("https:/shop.example/2019.json?sig=secret", "2019.json"),
        *(
            (f"https://user:{secret}@shop.example/2019.json", "…")
            for secret in ("se?cret", "se#cret", "se/cret", "1?cret")
        ),
        ("https://[shop.example/2019.json", "…"),
        ("x" * 200, "x" * 100),
    ],
)
def test_a_run_is_named_after_its_source_and_tells_no_secret(source, name):
    assert run_name(ProjectKey("acme", "shop"), source) == f"acme/shop ← {name}"
