"""What an import leaves to deliver is delivered at once where a deployment does so, and never at the import's cost."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun

from flows.deployments.deliveries import deploy_deliveries
from flows.import_orders import import_orders
from flows.imports.start_deliveries import DELIVERY_FLOW, find_deliveries, start_deliveries
from flows.lanes import timing
from schemas.ids import ProjectKey
from schemas.reports.report import ImportReport
from tasks.effects.import_effects import release_effects
from tasks.rules.create import create_distribution
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.outboxes import deliveries
from tests.support.projects.shops import make_segment, order
from tests.support.projects.stages import NOW
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.shell import prefect

pytestmark = pytest.mark.xdist_group("server")


@pytest.fixture(autouse=True)
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "START_DELIVERIES_SECONDS", LONGEST)


@pytest.fixture
def shop(home: Path, key: ProjectKey) -> ProjectKey:
    """A project that mails who enters its segment."""
    with open_warehouse(home, key) as con:
        make_segment(con)
        rule = {"name": "mail", "trigger": "customer.segment.entered", "segment": "rich", "channel": "file"}
        create_distribution(con, NOW, **rule)
    return key


async def run(key: ProjectKey, folder: Path, who: str, **options: object) -> ImportReport:
    source = folder / f"{who}.json"
    source.write_text(json.dumps([order(f"o-{who}", who)]))
    return await import_orders(str(source), key.tenant, key.project, **options)


async def started(key: ProjectKey) -> list[FlowRun]:
    """The runs of the project's deployment that no schedule has made."""
    async with get_client() as client:
        deployment = await find_deliveries(client, key)
        mine = DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id]))
        runs = await client.read_flow_runs(deployment_filter=mine)
    return [run for run in runs if not run.auto_scheduled]


async def test_an_import_with_pending_deliveries_starts_one_run(prefect_server, shop, tmp_path):
    await deploy_deliveries(shop, cron="0 0 1 1 *")  # has runs to come, of which none gets due meanwhile
    await run(shop, tmp_path, "a")
    [first] = await started(shop)
    await run(shop, tmp_path, "b")
    assert [each.id for each in await started(shop)] == [first.id]
    assert first.parameters == {"tenant": shop.tenant, "project": shop.project}


@pytest.mark.deep
async def test_a_stock_worker_delivers_what_the_import_left(prefect_server, shop, home, tmp_path):
    made = await deploy_deliveries(shop, cron=None)
    await run(shop, tmp_path, "a")
    work = ["worker", "start", "--pool", made["pool"], "--work-queue", made["queue"], "--type", "process", "--run-once"]
    prefect(*work)
    assert deliveries(home, "status, event_type", shop) == [("delivered", "customer.segment.entered")]


async def test_deploying_twice_leaves_one_of_each(prefect_server, home, key):
    first = await deploy_deliveries(key)
    assert await deploy_deliveries(key, cron="*/5 * * * *") == first
    async with get_client() as client:
        deployment = await client.read_deployment_by_name(first["deployment"])
        queue = await client.read_work_queue_by_name(first["queue"], work_pool_name="deliveries")
    assert (queue.concurrency_limit, deployment.entrypoint.count("/")) == (1, 0)
    assert [one.schedule.cron for one in deployment.schedules] == ["*/5 * * * *"]


@pytest.mark.deep
async def test_one_that_is_at_work_may_have_looked_already(prefect_server, shop, tmp_path):
    await deploy_deliveries(shop, cron=None)
    report = await run(shop, tmp_path, "a")
    [first] = await started(shop)
    async with get_client() as client:
        await client.request("POST", "/flow_runs/{id}/set_state", path_params={"id": str(first.id)}, json=RUNNING)
        await start_deliveries(client, report.model_copy(update={"import_id": "imp_next"}))
    assert len(await started(shop)) == 2


RUNNING = {"state": {"type": "RUNNING", "name": "Running"}, "force": True}


@pytest.mark.parametrize("mode", ["none", "hold"])
async def test_nothing_pending_starts_nothing(prefect_server, shop, home, tmp_path, mode):
    await deploy_deliveries(shop, cron=None)
    report = await run(shop, tmp_path, "a", effects=mode)
    assert await started(shop) == []
    if mode == "hold":
        with open_warehouse(home, shop) as con:
            assert release_effects(con, report.import_id, NOW + timedelta(1)).pending_count == 1


async def test_an_import_does_without_the_deployment(prefect_server, shop, tmp_path):
    assert (await run(shop, tmp_path, "a")).effects.pending_count == 1
    async with get_client() as client:
        assert await find_deliveries(client, shop) is None


@pytest.mark.deep
async def test_a_server_that_fails_leaves_it_to_the_schedule(prefect_server, shop, tmp_path, caplog, monkeypatch):
    report = await run(shop, tmp_path, "a")
    monkeypatch.setattr(timing, "START_DELIVERIES_SECONDS", 2.0)
    client = PrefectClient("http://127.0.0.1:9/api")
    async with client:
        await start_deliveries(client, report)
    assert f"Deliveries of {report.import_id} wait for the schedule" in caplog.text


async def test_projects_whose_names_look_the_same_do_not_share_deliveries(prefect_server, home, key):
    projects = (ProjectKey(f"{key.project}--b", "c"), ProjectKey(key.project, "b--c"))
    made = [await deploy_deliveries(each, cron=None) for each in projects]
    assert [one["deployment"] for one in made] == [
        f"{DELIVERY_FLOW}/{key.project}--b.c",
        f"{DELIVERY_FLOW}/{key.project}.b--c",
    ]
