"""Lanes that only stock workers serve: a dead import is found by Prefect's automations, and runs again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.lane_world import STOCK, World, new_world

KEY = ProjectKey("acme", "a")
WITH_AUTOMATIONS = {
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "true",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "true",
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with new_world(tmp_path, poll_seconds=2, settings=WITH_AUTOMATIONS) as world:
        world.deploy(KEY)
        world.start("stock", STOCK)
        yield world


@pytest.mark.deep
def test_a_killed_import_runs_again_first_with_stock_workers_only(world: World):
    killed, after = world.submit(KEY, world.hold(), "ok")
    world.wait_for_begin("a", killed)
    world.kill_run(killed)
    world.let_go()
    assert world.end_of([killed, after]) == ["Completed", "Completed"]
    begun = [run for what, run in world.journaled("a") if what == "begin"]
    assert begun == [str(killed), str(killed), str(after)]


@pytest.mark.deep
def test_a_warm_import_whose_machine_is_lost_runs_again_when_only_stock_workers_are_left(
    tmp_path: Path,
):
    with new_world(tmp_path, poll_seconds=2, settings=WITH_AUTOMATIONS) as world:
        world.deploy(KEY)
        world.start_worker("worker")
        [lost] = world.submit(KEY, world.hold())
        world.wait_for_begin("a", lost)
        world.lose_machine("worker", lost)
        world.let_go()
        world.start("stock", STOCK)
        assert world.end_of([lost]) == ["Completed"]
        assert [what for what, _run in world.journaled("a")] == ["begin", "begin", "end"]


@pytest.mark.deep
def test_an_import_that_was_claimed_and_never_began_runs_when_its_machine_is_lost(
    tmp_path: Path,
):
    with new_world(tmp_path, poll_seconds=2, settings=WITH_AUTOMATIONS) as world:
        world.deploy(KEY)
        world.start("stock", STOCK)
        [claimed] = world.submit(KEY, "ok")
        world.wait([claimed], lambda run: run.state.is_pending())
        world.kill_with_children("stock")
        world.start("stock", STOCK)
        assert world.end_of([claimed]) == ["Completed"]
        states = [state.name for state in world.ask(lambda client: client.read_flow_run_states(claimed))]
        assert [state for state in states if state in ("Interrupted", "Running")] == ["Interrupted", "Running"]
