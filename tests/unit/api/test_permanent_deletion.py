"""`POST /v1/customers/{id}/permanent-deletion`: the answer, and that nothing is left behind an API that has it open."""

import asyncio

import pytest
from voucherify.models import CustomersPermanentDeletionCreateResponseBody

from tests.support.projects.planted import PLANTED, found_in, plant
from tests.support.projects.stages import KEY
from tests.support.worlds.asgi_api import asgi_caller


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return plant(tmp_path_factory.mktemp("garden")).home


async def test_a_customer_is_erased_to_the_last_byte_while_others_read(home):
    async with asgi_caller(home, KEY) as caller:
        reads = [asyncio.create_task(caller.get("/v1/orders")) for _ in range(5)]
        answer = await caller.post("/v1/customers/PLANTED-source-id/permanent-deletion")
        assert {read.status_code for read in await asyncio.gather(*reads)} == {200}
        again = await caller.post("/v1/customers/PLANTED-source-id/permanent-deletion")
        gone = await caller.get("/v1/customers/PLANTED-source-id")
        nobody = await caller.post("/v1/customers/nobody/permanent-deletion")
        orders = (await caller.get("/v1/orders")).json()["orders"]
    said = answer.json()
    assert CustomersPermanentDeletionCreateResponseBody.from_dict(said).id == said["id"]
    assert (answer.status_code, said["status"], said["object"]) == (200, "DONE", "pernament_deletion")
    assert said["data_json"] == {
        **{"events": 1, "customer_events": 1, "daily_events": 0, "segments": 1, "orders": 2, "order_events": 2},
        "customer": 1,
    }
    assert again.json() == said
    assert (gone.status_code, nobody.status_code, len(orders)) == (404, 404, 3)
    assert found_in(home, *PLANTED) == {}
