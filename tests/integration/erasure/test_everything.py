"""Erasures with a real API, worker and Prefect server, killed again and again: nothing names the person afterwards,
not in the home, nor in Prefect's database, nor in a log.
"""

import os
import random
import subprocess
import time
from contextlib import suppress

import httpx
import pytest

from schemas.ids import ProjectKey
from tests.support.projects.planted import ORDERS, OTHER, PERSON, PLANTED, found_in
from tests.support.worlds.api_world import ApiWorld, Caller, ended, new_api
from tests.support.worlds.eventually import eventually
from tests.support.worlds.shell import ORDERS as ORDERS_COMMAND

pytestmark = [pytest.mark.deep, pytest.mark.xdist_group("erasure")]

KEY = ProjectKey("acme", "erasure")
PATH = "/v1/customers/PLANTED-source-id/permanent-deletion"
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


@pytest.fixture(scope="module")
def caller(api):
    with api.caller(KEY) as caller:
        for body in ([*ORDERS, *QUOTED], "PLANTED is no array", [{"source_id": "x", "amount": 1, "customer": PERSON}]):
            answer = caller.post("/v1/orders/import", json=body, headers={"Idempotency-Key": f"PLANTED-{len(body)}"})
            if answer.is_success:
                ended(caller, answer.json()["async_action_id"])
        yield caller


def erased(caller: Caller) -> dict[str, object]:
    """What an erasure that was asked for comes to."""
    return eventually(
        lambda: caller.post(PATH).raise_for_status().json(),
        lambda answer: answer["status"] == "DONE",
        hopeless=caller.trouble,
    )


def erase_in_shell(api: ApiWorld, name: str) -> "subprocess.Popen[bytes]":
    arguments = ("customer", "erase", name, "--yes", "--tenant", KEY.tenant, "--project", KEY.project)
    names = {"ORDERS_HOME": str(api.home), "PREFECT_API_URL": api.world.url}
    return subprocess.Popen([*ORDERS_COMMAND, *arguments], env=os.environ | names, stdout=subprocess.DEVNULL)


def test_no_byte_is_left_anywhere_whatever_worker_is_killed(api, caller):
    caller.get("/v1/customers/PLANTED-source-id").raise_for_status()
    caller.get("/v1/customers", params={"email": PERSON["email"]}).raise_for_status()
    assert {path.split("/")[0] for path in found_in(api.world.root, *PLANTED, "QUOTED")} == {"warehouse"}
    dice = random.Random(3)
    for _ in range(2):
        with suppress(httpx.ReadTimeout):
            caller.post(PATH, timeout=dice.uniform(0.3, 2.0))
        api.world.kill_with_children("worker")
        api.world.start_worker("worker")
    assert erased(caller)["data_json"]["customer"] == 1
    assert found_in(api.world.root, *PLANTED) == {}


def test_nor_when_a_shell_is_killed(api, caller):
    process = erase_in_shell(api, OTHER["email"])
    time.sleep(3)
    process.kill()
    process.wait()
    assert erase_in_shell(api, OTHER["email"]).wait() == 0
    assert found_in(api.world.root, *OTHER.values()) == {}
    listed = caller.get("/v1/async-actions").json()["async_actions"]
    assert ("CUSTOMERS.ERASE", "DONE") in {(each["type"], each["status"]) for each in listed}
