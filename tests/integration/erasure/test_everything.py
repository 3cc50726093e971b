"""An erasure with a real API, worker and Prefect server, killed again and again: nothing names the person afterwards,
not in the home, nor in Prefect's database, nor in a log.
"""

import os
import random
import subprocess
import time

import pytest

from schemas.ids import ProjectKey
from tests.support.projects.planted import ORDERS, PERSON, PLANTED, found_in
from tests.support.worlds.api_world import ApiWorld, ended, new_api
from tests.support.worlds.shell import ORDERS as ORDERS_COMMAND

pytestmark = pytest.mark.xdist_group("erasure")

KEY = ProjectKey("acme", "erasure")
QUOTED = [
    {"source_id": "q1", "amount": 1, "customer": {**PERSON, "birthdate": "PLANTED-day"}},
    {"source_id": "q2", "amount": 1, "customer_id": "cust_QUOTED"},
    {"source_id": "q3", "amount": 1, "status": "PLANTED", "customer": PERSON},
]


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    with new_api(tmp_path_factory.mktemp("erasure")) as api:
        api.world.start_worker("worker")
        yield api


def erase(api: ApiWorld, name: str) -> "subprocess.Popen[bytes]":
    arguments = ("customer", "erase", name, "--yes", "--tenant", KEY.tenant, "--project", KEY.project)
    environment = os.environ | {"ORDERS_HOME": str(api.home)}
    return subprocess.Popen([*ORDERS_COMMAND, *arguments], env=environment, stdout=subprocess.DEVNULL)


def test_no_byte_is_left_anywhere_whatever_is_killed(api):
    with api.caller(KEY) as caller:
        for body in ([*ORDERS, *QUOTED], "PLANTED is no array", [{"source_id": "x", "amount": 1, "customer": PERSON}]):
            answer = caller.post("/v1/orders/import", json=body, headers={"Idempotency-Key": f"PLANTED-{len(body)}"})
            if answer.is_success:
                ended(caller, answer.json()["async_action_id"])
        caller.get("/v1/customers/PLANTED-source-id").raise_for_status()
        caller.get("/v1/customers", params={"email": PERSON["email"]}).raise_for_status()
    assert {path.split("/")[0] for path in found_in(api.world.root, *PLANTED, "QUOTED")} == {"warehouse"}
    dice = random.Random(3)
    for _ in range(4):
        process = erase(api, "PLANTED-source-id")
        time.sleep(dice.uniform(0.5, 4.0))
        process.kill()
        process.wait()
    assert erase(api, "PLANTED-source-id").wait() == 0
    assert found_in(api.world.root, *PLANTED) == {}
