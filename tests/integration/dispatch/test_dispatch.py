"""Accepted imports reach Prefect in order whatever is away, busy or long, and whatever the clocks say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.api_world import ApiWorld, Caller, ended, new_api
from tests.support.worlds.eventually import eventually
from tests.support.worlds.outside.holder import held

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("dispatch")]

A, B, C, D, E = (ProjectKey("acme", name) for name in "abcde")
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiWorld]:
    with new_api(tmp_path_factory.mktemp("dispatch"), {"ORDERS_BUSY_LIMIT": "3"}) as api:
        api.world.start_worker("worker", children=1)
        yield api


def send(caller: Caller, amount: int) -> str:
    orders = [{"source_id": f"o{amount}", "amount": amount, "customer": {"source_id": "c"}}]
    answer: str = caller.post("/v1/orders/import", json=orders).raise_for_status().json()["async_action_id"]
    return answer


def amounts(api: ApiWorld, key: ProjectKey) -> list[int]:
    """Of the project's orders, in the order in which their imports began."""
    query = "SELECT o.amount FROM orders o JOIN imports i ON i.id = o.import_id ORDER BY i.started_at, i.id"
    with open_warehouse(api.home, key, create=False, patience=60) as con:
        return [amount for (amount,) in con.execute(query).fetchall()]


def status(caller: Caller, action_id: str) -> dict[str, object]:
    answer: dict[str, object] = caller.get(f"/v1/async-actions/{action_id}").raise_for_status().json()
    return answer


def test_what_is_accepted_while_prefect_is_gone_is_imported_in_order_when_it_is_back(api: ApiWorld):
    with api.caller(A) as caller:
        api.world.kill("server")
        sent = [send(caller, amount) for amount in range(5)]
        waiting = [status(caller, action_id) for action_id in sent]
        assert [(record["status"], record["position"]) for record in waiting] == [
            ("ENQUEUED", position) for position in range(1, 6)
        ]
        assert api.world.trouble() is None
        api.world.start_server()
        assert {ended(caller, action_id)["status"] for action_id in sent} == {"DONE"}
    assert amounts(api, A) == list(range(5))


def test_a_database_that_is_kept_open_delays_its_lane_and_no_other(api: ApiWorld):
    with api.caller(B) as busy, api.caller(C) as other:
        ended(busy, send(busy, 0))
        with held(api.home, B):
            sent = [send(busy, amount) for amount in (1, 2)]
            waiting = eventually(lambda: status(busy, sent[0]), lambda record: record["waiting_for"] is not None)
            assert (waiting["status"], waiting["waiting_for"]) == (
                "ENQUEUED",
                "another process keeps the project's database open",
            )
            # there is one process for all lanes
            assert ended(other, send(other, 1))["status"] == "DONE"
            failed = ended(busy, sent[0])
            assert failed["status"] == "FAILED"
            assert "was in use for" in str(failed["result"])
        again = busy.post(f"/v1/async-actions/{sent[0]}/retry").raise_for_status().json()
        assert (again["id"], again["status"]) == (sent[0], "ENQUEUED")
        assert {ended(busy, action_id)["status"] for action_id in sent[:1]} == {"DONE"}
        second = ended(busy, sent[1])
        if second["status"] == "FAILED":  # it had waited too long as well
            busy.post(f"/v1/async-actions/{sent[1]}/retry").raise_for_status()
            assert ended(busy, sent[1])["status"] == "DONE"
    assert sorted(amounts(api, B)) == [0, 1, 2]


def test_a_long_lane_delays_another_by_no_more_than_what_is_at_work(api: ApiWorld):
    with api.caller(D) as long, api.caller(E) as short:
        ended(short, send(short, 0))
        sent = [send(long, amount) for amount in range(30)]
        eventually(lambda: status(long, sent[0]), lambda record: record["status"] == "DONE")
        accepted = ended(short, send(short, 1))["created_at"]
        assert {ended(long, action_id)["status"] for action_id in sent} == {"DONE"}
    assert amounts(api, D) == list(range(30))
    with open_warehouse(api.home, E, create=False, patience=60) as con:
        [(began,)] = con.execute("SELECT max(started_at) FROM imports").fetchall()
    between = "SELECT count(*) FROM imports WHERE started_at > ?::TIMESTAMPTZ::TIMESTAMP AND started_at < ?"
    with open_warehouse(api.home, D, create=False, patience=60) as con:
        [(overtaken,)] = con.execute(between, [accepted, began]).fetchall()
    # those that Prefect had handed out when the short one came
    assert overtaken <= 3


@pytest.mark.skipif(not FAKETIME.exists(), reason="needs Debian's faketime")
@pytest.mark.parametrize("clock", ["+1d", "-1d"])
def test_a_worker_whose_clock_is_a_day_wrong_works(api: ApiWorld, clock: str):
    key = ProjectKey("clocks", f"p{clock[0] == '+':d}")
    with api.caller(key) as caller:
        sent = [send(caller, 0)]
        ended(caller, sent[0])
        api.world.kill_with_children("worker")
        wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        api.world.start_worker("worker", children=1, environment=wrong)
        try:
            sent += [send(caller, 1), send(caller, 2)]
            records = [ended(caller, action_id) for action_id in sent]
            assert {record["status"] for record in records} == {"DONE"}, records
        finally:
            api.world.kill_with_children("worker")
            api.world.start_worker("worker", children=1)
        # by a clock that is right again: later than all before, whatever those were stamped with
        sent += [send(caller, 3), send(caller, 4)]
        assert {ended(caller, action_id)["status"] for action_id in sent} == {"DONE"}
    with open_warehouse(api.home, key, create=False, patience=60) as con:
        stored = con.execute("SELECT count(*), sum(amount) FROM orders").fetchone()
    assert stored == (5, 10)
