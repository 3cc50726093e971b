"""The scale path: a Prefect server on PostgreSQL, several workers on one pool, and APIs with homes of their own."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg
import pytest

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.chaos.order_proof import faults
from tests.support.worlds.api_world import ApiWorld, Caller, ended
from tests.support.worlds.eventually import eventually
from tests.support.worlds.intakes import intake_in
from tests.support.worlds.keys import key_headers
from tests.support.worlds.lane_world import World, new_world
from tests.support.worlds.postgresql import as_prefect_takes_it, new_postgresql, programs
from tests.support.worlds.up_world import free_ports

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(programs() is None, reason="needs PostgreSQL; .ci/run installs it"),
    pytest.mark.xdist_group("postgresql_world"),
]

KEY = ProjectKey("acme", "spread")
LEADER = """SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended(current_schema() || ' leads', 0)"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with new_postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(scope="module")
def world(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with new_world(tmp_path_factory.mktemp("world"), database_url=as_prefect_takes_it(database)) as world:
        yield world


def test_lanes_keep_their_order_over_several_workers(world: World):
    lanes = [ProjectKey("acme", name) for name in "ab"]
    assert faults(world, lanes, imports=12, submitters=4, workers=2) == (0, 0)


def sharing(home: Path, intake: str) -> dict[str, str]:
    """The environment of a process with a home of its own, on another machine as far as it can tell."""
    return {"ORDERS_HOME": str(home), "ORDERS_INTAKE": intake, "ORDERS_FILES": str(home.parent / "files")}


def started(world: World, name: str, port: int, settings: dict[str, str]) -> ApiWorld:
    """An API of this world with these settings."""
    api = ApiWorld(World(world.root, world.port, world.poll_seconds, None, settings, world.processes), port)
    api.start(name)
    return api


def leader_of(world: World, intake: str) -> str | None:
    """The name of the process of this world whose dispatcher is at work, if there is one."""
    with psycopg.connect(intake) as con:
        ports = {port for (port,) in con.execute(LEADER).fetchall()}
    for name, process in world.processes.items():
        if ports & {each.laddr.port for each in psutil.Process(process.pid).net_connections("tcp") if each.laddr}:
            return name
    return None


def send(caller: Caller, number: int) -> str:
    orders, once = [{"source_id": f"o{number}", "amount": number}], {"Idempotency-Key": f"k{number}"}
    answer = caller.post("/v1/orders/import", json=orders, headers=once).raise_for_status()
    return str(answer.json()["async_action_id"])


def test_any_api_accepts_and_answers_and_another_hands_over_when_one_is_killed(
    world: World, database: str, tmp_path: Path
):
    for name in [name for name in world.processes if name.startswith("worker")]:
        world.kill_with_children(name)
    with intake_in(database, tmp_path / "a") as intake, ExitStack() as callers:
        homes = {name: sharing(tmp_path / name, intake) for name in ("a", "b", "c")}
        apis = {name: started(world, name, port, homes[name]) for name, port in zip("ab", free_ports(), strict=True)}
        a = callers.enter_context(apis["a"].caller(KEY, key_headers(tmp_path / "a", KEY)))
        made = a.post("/v1/keys", json={"name": "b", "scopes": ["read", "import"]}).raise_for_status().json()
        b = callers.enter_context(apis["b"].caller(KEY, {"X-App-Id": made["id"], "X-App-Token": made["app_token"]}))
        sent = [send(caller, number) for number, caller in enumerate((a, b, a))]
        assert [send(caller, number) for number, caller in enumerate((b, a, b))] == sent
        places = [[caller.get(f"/v1/async-actions/{each}").json()["position"] for each in sent] for caller in (a, b)]
        assert places == [[1, 2, 3]] * 2
        first = eventually(lambda: leader_of(world, intake))
        world.kill(first)
        left = b if first == "a" else a
        assert eventually(lambda: leader_of(world, intake)) in {"a", "b"} - {first}
        sent.append(send(left, 3))
        world.start_worker("worker", children=1, environment=homes["c"])
        assert {ended(left, each)["status"] for each in sent} == {"DONE"}
    with open_warehouse(tmp_path / "c", KEY, create=False, patience=60) as con:
        stored = con.execute("SELECT id FROM imports ORDER BY started_at").fetchall()
    assert [each.removeprefix("imp_") for (each,) in stored] == [each.removeprefix("aa_") for each in sent]
    assert [path for path in (tmp_path / "files").rglob("*") if path.suffix == ".json"] == []
