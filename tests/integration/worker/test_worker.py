"""The warm worker and recovery, with a real server, real processes and real signals."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId
from prefect.client.schemas.objects import TaskRun
from prefect.workers.process import ProcessJobConfiguration

from flows.worker.worker import OrdersWorker, OrdersWorkerResult
from schemas.ids import ProjectKey
from tests.support.worlds.eventually import eventually
from tests.support.worlds.lane_world import STOCK, TOY, World, has_ended, new_world
from tests.support.worlds.toy_import import import_orders

pytestmark = pytest.mark.xdist_group("worker")

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with new_world(tmp_path_factory.mktemp("world")) as world:
        world.deploy(A)
        world.deploy(B)
        yield world


@pytest.fixture
def world(server: World) -> Iterator[World]:
    server.journal.unlink(missing_ok=True)
    yield server
    for name in [name for name in server.processes if name != "server"]:
        server.kill_with_children(name)


def _stages(world: World, run: UUID) -> list[TaskRun]:
    of_run = FlowRunFilter(id=FlowRunFilterId(any_=[run]))
    return world.ask(lambda client: client.read_task_runs(flow_run_filter=of_run))


def _ends_of_stages(world: World, run: UUID) -> set[str]:
    """The states in which the stages of a run, of all its attempts, are in the end."""
    tasks = eventually(lambda: _stages(world, run), lambda tasks: all(task.state.is_final() for task in tasks))
    return {task.state.name for task in tasks}


ORDERS_TYPE = ["-m", "prefect", "worker", "start", "--pool", "imports", "--type", "orders", "--limit", "1"]


def test_a_run_leaves_states_logs_and_task_runs_as_with_a_stock_worker(world: World):
    world.start("worker", ORDERS_TYPE)
    [run] = world.submit(A, "ok")
    assert world.end_of([run]) == ["Completed"]
    states = [state.name for state in world.ask(lambda client: client.read_flow_run_states(run))]
    assert states == ["Scheduled", "Pending", "Running", "Completed"]
    [task] = eventually(lambda: _stages(world, run), every=0.5)
    assert task.name.startswith("work")
    of_run = LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run]))
    eventually(
        lambda: [log.message for log in world.ask(lambda client: client.read_logs(log_filter=of_run))],
        lambda lines: any("Completed" in line for line in lines),
        every=0.5,
    )


def test_a_killed_child_takes_only_its_own_run_down_and_that_runs_again_first(world: World):
    world.start_worker("worker")
    first, second = world.submit(A, world.hold(), "ok")
    [other] = world.submit(B, world.hold())
    world.wait_for_begin("b", other)
    world.wait_for_begin("a", first)
    world.kill_run(first)
    world.wait_for_begin("a", first, times=2)
    world.let_go()
    assert world.end_of([first, second, other]) == ["Completed"] * 3
    began = [run for what, run in world.journaled("a") if what == "begin"]
    assert began == [str(first), str(first), str(second)]
    assert [what for what, _ in world.journaled("b")] == ["begin", "end"]
    assert _ends_of_stages(world, first) <= {"Completed", "Crashed"}


@pytest.mark.deep
def test_an_import_that_kills_its_process_three_times_fails_and_the_lane_goes_on(world: World):
    world.start_worker("worker")
    poison, after = world.submit(A, "die", "ok")
    [failed, _] = world.wait([poison, after], has_ended)
    assert failed.state.name == "Failed"
    assert "died 3 times" in failed.state.message
    assert [run for what, run in world.journaled("a") if what == "begin"] == [str(poison)] * 3 + [str(after)]


@pytest.mark.deep
def test_a_run_outlives_its_worker(world: World):
    world.start_worker("worker")
    [run] = world.submit(A, world.hold())
    world.wait_for_begin("a", run)
    world.kill("worker")
    world.let_go()
    assert world.end_of([run]) == ["Completed"]
    assert len(world.journaled("a")) == 2


@pytest.mark.deep
def test_a_new_worker_runs_again_what_worker_and_child_left_behind(world: World):
    world.start_worker("worker")
    run, after = world.submit(A, world.hold(), "ok")
    world.wait_for_begin("a", run)
    world.kill_with_run("worker", run)
    world.let_go()
    world.start_worker("worker2")
    assert world.end_of([run, after]) == ["Completed", "Completed"]
    assert [found for what, found in world.journaled("a") if what == "begin"] == [str(run), str(run), str(after)]


@pytest.mark.deep
def test_what_a_killed_stock_worker_left_behind_is_run_again(world: World):
    world.start("stock", STOCK)
    run, after = world.submit(A, world.hold(), "ok")
    world.wait_for_begin("a", run)
    world.kill_with_run("stock", run)
    world.let_go()
    world.start_worker("worker")
    assert world.end_of([run, after]) == ["Completed", "Completed"]


def test_a_worker_runs_what_it_is_given_by_hand(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOY_JOURNAL", str(world.journal))

    async def given(client: PrefectClient) -> tuple[OrdersWorkerResult, str]:
        parameters = {"source": "ok", "tenant": A.tenant, "project": A.project}
        run = await client.create_flow_run(import_orders, parameters=parameters)
        async with OrdersWorker("imports", limit=1, entrypoints=[TOY], grace_seconds=60) as worker:
            result = await worker.run(run, ProcessJobConfiguration())
        return result, (await client.read_flow_run(run.id)).state.name

    result, state = world.ask(given)
    assert (state, result.status_code) == ("Completed", 0)
    assert [what for what, _ in world.journaled("a")] == ["begin", "end"]
