"""`POST /v1/customers/{id}/permanent-deletion`: the answer, and that nothing is left behind an API that has it open."""

import asyncio

import pytest

from flows.api.routes.bulk_work import erasures
from schemas.action_type import ActionType
from schemas.ids import action_id_of
from schemas.reports.report import ImportStatus
from tasks.erasure.action import erase_asked
from tasks.intake.queue.import_queue import unfinished
from tasks.intake.queue.queue_progress import at_work, end
from tasks.warehouse.project import ProjectWarehouse
from tests.support.projects.planted import PLANTED, found_in, plant
from tests.support.projects.stages import KEY
from tests.support.worlds.asgi_api import asgi_caller
from tests.support.worlds.outside.public_client import voucherify

PATH = "/v1/customers/PLANTED-source-id/permanent-deletion"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return plant(tmp_path_factory.mktemp("garden")).home


def work(home) -> str:
    """What a worker does: the one erasure that waits; its id."""
    [queued] = unfinished(home, KEY, ActionType.CUSTOMERS_ERASE)
    at_work(home, queued.import_id)
    report = erase_asked(ProjectWarehouse(KEY, home, 5.0), queued.import_id, lambda: None)
    end(home, queued.import_id, ImportStatus.DONE, report.message, report)
    return action_id_of(queued.import_id)


def noted(monkeypatch, function: str) -> asyncio.Event:
    """Set once this function of the route is called."""
    original, is_called = getattr(erasures, function), asyncio.Event()

    def call(*args):
        is_called.set()
        return original(*args)

    monkeypatch.setattr(erasures, function, call)
    return is_called


async def test_a_customer_is_erased_to_the_last_byte_while_others_read(home, monkeypatch):
    async with asgi_caller(home, KEY) as caller:
        reads = [asyncio.create_task(caller.get("/v1/orders")) for _ in range(5)]
        monkeypatch.setattr(erasures, "_PATIENCE_SECONDS", 0.0)
        waits = (await caller.post(PATH)).json()
        monkeypatch.setattr(erasures, "_PATIENCE_SECONDS", 10.0)
        waits_again = noted(monkeypatch, "_ended")
        asked = asyncio.create_task(caller.post(PATH))
        await waits_again.wait()
        action = (await caller.get(f"/v1/async-actions/{await asyncio.to_thread(work, home)}")).json()
        answer, again = await asked, await caller.post(PATH)
        assert {read.status_code for read in await asyncio.gather(*reads)} == {200}
        gone = await caller.get("/v1/customers/PLANTED-source-id")
        nobody = await caller.post("/v1/customers/nobody/permanent-deletion")
        orders = (await caller.get("/v1/orders")).json()["orders"]
    said = answer.json()
    assert voucherify.CustomersPermanentDeletionCreateResponseBody.from_dict(said).id == said["id"] == waits["id"]
    assert (answer.status_code, said["status"], said["object"]) == (200, "DONE", "pernament_deletion")
    assert (waits["status"], set(waits["data_json"].values())) == ("IN_PROGRESS", {0})
    assert said["data_json"] == {
        **{"events": 1, "customer_events": 1, "daily_events": 0, "segments": 1, "orders": 2, "order_events": 2},
        "customer": 1,
    }
    assert again.json() == said
    assert (action["type"], action["status"], "PLANTED" in str(action)) == ("CUSTOMERS.ERASE", "DONE", False)
    assert (gone.status_code, nobody.status_code, len(orders)) == (404, 404, 3)
    assert found_in(home, *PLANTED) == {}
