"""Backfills under a real Prefect server and worker: they share their lane, are paused, cancelled, killed, and go on."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from prefect.states import State

from flows.async_actions.queue import read_queue
from flows.async_actions.queued import read_queued
from schemas.async_action import ImportAction
from schemas.ids import ProjectKey
from schemas.reports.report import ImportStatus
from tasks.backfill.asked_for.asked import BackfillAsked
from tasks.intake.queue.import_queue import accept, find, long_actions
from tasks.intake.queue.queue_control import ask_to, pause, resume
from tasks.intake.queue.queued_import import Asked
from tasks.intake.queue.quota import Quota
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.eventually import LONGEST, eventually
from tests.support.worlds.lane_world import World, new_world

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("backfills")]
QUOTA = Quota(1000, 10_000)
PORTION, PORTIONS = 50, 5
ENDED = {ImportStatus.DONE, ImportStatus.FAILED}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with new_world(tmp_path_factory.mktemp("world")) as world:
        world.start_worker("worker", children=1)
        yield world


@pytest.fixture
def key(request: pytest.FixtureRequest) -> ProjectKey:
    return ProjectKey("acme", f"p{abs(hash(request.node.name))}")


def source(world: World, name: str, count: int) -> str:
    """Orders of one customer; each is there twice, the second time with the amount that counts."""
    path = world.root / f"{name}.ndjson"
    orders = [
        {"source_id": f"{name}-{n % (count // 2 or 1)}", "amount": n, "status": "PAID", "customer": {"source_id": "c"}}
        for n in range(count)
    ]
    path.write_text("".join(f"{json.dumps(order)}\n" for order in orders))
    return str(path)


def put_backfill(world: World, key: ProjectKey, name: str, portions: int = PORTIONS) -> str:
    asked = BackfillAsked([source(world, f"{key.project}-{name}", portions * PORTION)], portion=PORTION)
    return accept(world.home, key, asked, size=0, quota=QUOTA)


def put_import(world: World, key: ProjectKey, name: str) -> str:
    return accept(world.home, key, Asked(source(world, f"{key.project}-{name}", 2)), size=0, quota=QUOTA)


def record(world: World, import_id: str) -> ImportAction:
    return read_queued(world.home, import_id)


def until(world: World, import_id: str, *statuses: ImportStatus, percent: int = 0) -> ImportAction:
    return eventually(
        lambda: record(world, import_id),
        lambda found: found.status in statuses and found.progress >= percent,
        hopeless=world.trouble,
    )


def stored(world: World, key: ProjectKey) -> list[tuple[int, int]]:
    with open_warehouse(world.home, key, patience=60) as con:
        return con.execute("SELECT count(*), sum(amount) FROM orders").fetchall()


def right(*counts: int) -> list[tuple[int, int]]:
    """What sources of so many orders come to: the later half of each."""
    return [(sum(n // 2 for n in counts), sum(sum(range(n // 2, n)) for n in counts))]


def history(world: World, import_id: str) -> list[State]:
    run_id = UUID(find(world.home, import_id).flow_run_id)
    return world.ask(lambda client: client.read_flow_run_states(run_id))


def states(world: World, import_id: str) -> list[str]:
    return [state.name for state in history(world, import_id)]


def times(world: World, import_id: str, name: str) -> list[datetime]:
    """When it came into the states of this name."""
    return [state.timestamp for state in history(world, import_id) if state.name == name]


def completed(world: World, import_id: str) -> datetime:
    """When its run ended well, which the server hears of a little later than the queue."""
    until(world, import_id, *ENDED)
    [at] = eventually(lambda: times(world, import_id, "Completed"), hopeless=world.trouble)
    return at


def test_two_backfills_advance_in_turn_and_an_import_waits_for_a_portion_of_each(world: World, key: ProjectKey):
    first, second = put_backfill(world, key, "a"), put_backfill(world, key, "b")
    small = put_import(world, key, "i")
    small_ended = completed(world, small)
    for each in (first, second):
        done = until(world, each, *ENDED)
        assert (done.type, done.result.done_count) == ("ORDERS.BACKFILL", PORTIONS * PORTION)
        begun = times(world, each, "Running")
        assert begun[0] < small_ended < completed(world, each)
        assert sum(at < small_ended for at in begun) <= 3
    assert stored(world, key) == right(PORTIONS * PORTION, PORTIONS * PORTION, 2)
    assert states(world, first).count("Requeued") >= PORTIONS - 2


def test_alone_a_backfill_keeps_its_lane(world: World, key: ProjectKey):
    import_id = put_backfill(world, key, "a")
    assert until(world, import_id, *ENDED).status == "DONE"
    assert states(world, import_id)[:3] == ["Scheduled", "Pending", "Running"]
    assert "Requeued" not in states(world, import_id)


def test_paused_it_waits_and_resumed_it_goes_on(world: World, key: ProjectKey):
    import_id, other = put_backfill(world, key, "a", 20), put_backfill(world, key, "b", 20)
    until(world, import_id, ImportStatus.IN_PROGRESS, percent=1)
    pause(world.home, import_id)
    paused = eventually(lambda: record(world, import_id), lambda found: found.waiting_for is not None)
    assert (paused.status, paused.waiting_for) == ("IN_PROGRESS", "somebody to resume it")
    seen = world.ask(lambda client: read_queue(client, world.home))
    [lane] = [lane for lane in seen["lanes"] if lane["lane"] == str(key)]
    assert [(each["id"][3:], each["waiting_for"]) for each in lane["backfills"]] == [
        (import_id[4:], "somebody to resume it"),
        (other[4:], None),
    ]
    ask_to(world.home, other, "cancel")
    assert until(world, other, *ENDED).status == "FAILED"
    assert record(world, import_id).progress == paused.progress
    resume(world.home, import_id)
    assert until(world, import_id, *ENDED).result.done_count == 20 * PORTION


def test_cancelled_it_keeps_what_is_stored_and_its_customers_are_up_to_date(world: World, key: ProjectKey):
    import_id, other = put_backfill(world, key, "a", 20), put_backfill(world, key, "b", 2)
    until(world, import_id, ImportStatus.IN_PROGRESS, percent=2)
    ask_to(world.home, import_id, "cancel")
    ended = until(world, import_id, *ENDED)
    count = ended.result.done_count
    assert (ended.status, ended.result.message) == ("FAILED", f"Cancelled; {count:,} orders of it are stored.")
    assert until(world, other, *ENDED).operator_message == f"{2 * PORTION} order(s) imported successfully, 0 failed."
    [(kept, _)] = stored(world, key)
    with open_warehouse(world.home, key, patience=60) as con:
        assert con.execute("SELECT total_count FROM customer_summaries").fetchall() == [(kept,)]
    assert 0 < count < 20 * PORTION


def test_killed_with_its_process_it_goes_on_and_stores_nothing_twice(world: World, key: ProjectKey):
    import_id = put_backfill(world, key, "a", 60)
    for percent in (1, 20, 40, 60):
        until(world, import_id, ImportStatus.IN_PROGRESS, percent=percent)
        world.kill_run(UUID(find(world.home, import_id).flow_run_id))
    done = until(world, import_id, *ENDED)
    assert (done.status, done.result.done_count) == ("DONE", 60 * PORTION)
    assert stored(world, key) == right(60 * PORTION)


def test_many_imports_do_not_keep_a_backfill_from_advancing(world: World, key: ProjectKey):
    imports = [put_import(world, key, f"i{n}") for n in range(30)]
    import_id = put_backfill(world, key, "a", 4)
    assert until(world, import_id, *ENDED).status == "DONE"
    waiting = [each for each in imports if record(world, each).status == "ENQUEUED"]
    assert len(waiting) > 10
    for each in imports:
        assert until(world, each, *ENDED).status == "DONE"


def test_cancelled_in_prefects_ui_another_run_leaves_it_as_one_has_to(world: World, key: ProjectKey):
    from prefect.states import Cancelling

    import_id = put_backfill(world, key, "a", 200)
    until(world, import_id, ImportStatus.IN_PROGRESS, percent=2)
    run_id = UUID(find(world.home, import_id).flow_run_id)
    world.ask(lambda client: client.set_flow_run_state(run_id, Cancelling()))
    assert until(world, import_id, *ENDED).result.message.startswith("Cancelled; ")
    with open_warehouse(world.home, key, patience=60) as con:
        [(status, count)] = con.execute("SELECT status, done_count FROM imports").fetchall()
        assert (status, con.execute("SELECT count(*) FROM pending_refreshes").fetchall()) == ("FAILED", [(0,)])
    assert count > 0


def test_a_source_that_has_changed_fails_it(world: World, key: ProjectKey):
    import_id = put_backfill(world, key, "a", 20)
    path = Path(find(world.home, import_id).sources[0])
    until(world, import_id, ImportStatus.IN_PROGRESS, percent=1)
    pause(world.home, import_id)
    eventually(lambda: record(world, import_id).waiting_for)
    text = path.read_text()
    path.write_text(text.replace('"amount": 3,', '"amount": 4,'))
    resume(world.home, import_id)
    assert "has changed since" in until(world, import_id, *ENDED).result.message


def test_a_shell_is_a_run_of_the_flow_and_goes_on_with_what_it_has_begun(world: World, key: ProjectKey):
    path = source(world, f"{key.project}-a", 20 * PORTION)
    names = ["--tenant", key.tenant, "--project", key.project, "--portion", str(PORTION), "--json"]
    process = world.start("shell", ["-c", "from flows.cli.main import main; main()", "backfill", path, *names])
    eventually(
        lambda: long_actions(world.home), lambda found: any(queued.key == key and queued.progress for queued in found)
    )
    world.kill("shell")
    small = put_import(world, key, "i")
    assert until(world, small, *ENDED).status == "DONE"
    [begun] = [queued for queued in long_actions(world.home) if queued.key == key] or [None]
    process = world.start("shell", ["-c", "from flows.cli.main import main; main()", "backfill", path, *names])
    assert process.wait(LONGEST) == 0
    world.processes.pop("shell")
    report = json.loads((world.root / "shell.log").read_text().splitlines()[-1])
    assert report["row_count"] == 20 * PORTION
    assert record(world, report["import_id"]).status == "DONE"
    assert begun is None or begun.import_id == report["import_id"]
    assert stored(world, key) == right(20 * PORTION, 2)
