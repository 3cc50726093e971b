"""Two APIs and two workers, each on a machine of its own: any accepts, any runs, any answers, in order."""

from contextlib import ExitStack

import pytest

from schemas.ids import ProjectKey, parse_import_id
from tasks.warehouse.connection import open_to_read
from tests.support.worlds.api_world import ended
from tests.support.worlds.keys import key_headers
from tests.support.worlds.lane_world import new_world
from tests.support.worlds.machines import machines_sharing

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("postgresql_world")]

KEYS = [ProjectKey("acme", "a"), ProjectKey("other", "a")]


@pytest.mark.parametrize("place", ["folder", "object store"])
def test_any_machine_does(server, object_store, tmp_path, place):
    data = str(tmp_path / "rows") if place == "folder" else "s3://orders/machines"
    with ExitStack() as stack:
        world = stack.enter_context(new_world(tmp_path))
        machines = stack.enter_context(machines_sharing(world, server, data))
        apis = [machines.api(name) for name in "ab"]
        headers = {key: key_headers(world.home, key) for key in KEYS}
        callers = {key: [stack.enter_context(api.caller(key, headers[key])) for api in apis] for key in KEYS}
        for name in ("worker-1", "worker-2"):
            machines.start_worker(name)
        sent = {
            key: [
                callers[key][number % 2]
                .post("/v1/orders/import", json=[{"source_id": f"o{number}", "amount": number}])
                .raise_for_status()
                .json()["async_action_id"]
                for number in range(4)
            ]
            for key in KEYS
        }
        for key in KEYS:
            assert {ended(callers[key][1], each)["status"] for each in sent[key]} == {"DONE"}
            lists = [caller.get("/v1/orders").raise_for_status().json() for caller in callers[key]]
            names = [sorted(order["source_id"] for order in each["orders"]) for each in lists]
            assert names == [["o0", "o1", "o2", "o3"]] * 2
            with open_to_read(world.home, key, create=False, patience=30) as con:
                done = con.execute("SELECT id FROM imports ORDER BY started_at").fetchall()
            assert [each for (each,) in done] == [parse_import_id(each) for each in sent[key]]
