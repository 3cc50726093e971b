"""`orders deploy`, then a stock process worker: what a fresh machine does with `prefect deployment run`."""

import asyncio
import json
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId

from flows.deployments.imports import deploy_project
from flows.dispatch.hand_over import find_lane
from flows.lanes.lane import find_deployment
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tasks.imports import history
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.eventually import eventually
from tests.support.worlds.shell import orders, prefect

pytestmark = pytest.mark.xdist_group("server")


async def test_deploying_twice_leaves_one_of_each(prefect_server, home, key):
    first = await deploy_project(key)
    assert await deploy_project(key, cron="0 3 * * *", source="/data/o.ndjson") == first
    async with get_client() as client:
        deployment = await client.read_deployment_by_name(first["deployment"])
        queue = await client.read_work_queue_by_name(first["queue"], work_pool_name="imports")
    assert (queue.concurrency_limit, deployment.entrypoint.count("/")) == (1, 0)
    assert deployment.parameters == {"tenant": key.tenant, "project": key.project, "source": "/data/o.ndjson"}
    assert [one.schedule.cron for one in deployment.schedules] == ["0 3 * * *"]


def test_a_schedule_makes_runs(prefect_server, home, key):
    deployed = asyncio.run(deploy_project(key, cron="0 3 * * *", source="/data/o.ndjson"))
    of_it = DeploymentFilter(id=DeploymentFilterId(any_=[UUID(deployed["deployment_id"])]))
    with get_client(sync_client=True) as client:
        runs = eventually(lambda: client.read_flow_runs(deployment_filter=of_it), lambda found: len(found) >= 3)
    assert all(run.auto_scheduled for run in runs)
    assert {(run.state_name, run.expected_start_time.hour) for run in runs} == {("Scheduled", 3)}


@pytest.mark.deep
async def test_the_first_imports_of_several_projects_may_come_at_once(prefect_server, home, key):
    projects = [ProjectKey(key.tenant, f"at-once-{number}") for number in range(4)]
    made = await asyncio.gather(*(deploy_project(project, pool=f"pool-{key.project}") for project in projects))
    assert len({one["deployment_id"] for one in made}) == len(projects)
    async with get_client() as client:
        automations = [automation.name for automation in await client.read_automations()]
    assert sorted(automations) == sorted(set(automations))


async def test_projects_whose_names_look_the_same_have_lanes_of_their_own(prefect_server, home, key):
    made = [await deploy_project(of) for of in (ProjectKey(f"{key.project}--b", "c"), ProjectKey(key.project, "b--c"))]
    assert [one["queue"] for one in made] == [f"{key.project}--b.c", f"{key.project}.b--c"]
    assert len({one["deployment_id"] for one in made}) == 2


async def test_a_deployment_of_another_is_not_taken_for_a_lane(prefect_server, home, key):
    made = await deploy_project(key)
    async with get_client() as client:
        await client.update_deployment(made["deployment_id"], DeploymentUpdate(tags=["import:some/other"]))
        with pytest.raises(UsageError, match=r"is not that of .*: another project has its name"):
            await find_lane(client, key)


async def test_credentials_reach_neither_deployments_nor_runs(prefect_server, home, key):
    source = "https://me:secret@shop.example/orders.csv"
    with pytest.raises(UsageError, match="holds a user or a password"):
        await deploy_project(key, cron="0 3 * * *", source=source)
    asked = orders("submit", source, "--tenant", key.tenant, "--project", key.project)
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "holds a user or a password" in asked.stderr
    async with get_client() as client:
        assert await find_deployment(client, key) is None


async def test_a_stock_worker_runs_a_deployment(prefect_server, home, key, tmp_path):
    source = tmp_path / "orders.ndjson"
    source.write_text(json.dumps({"source_id": "a", "amount": 1}))
    made = await deploy_project(key)
    prefect("deployment", "run", made["deployment"], "-p", f"source={source}")
    prefect("worker", "start", "--pool", "imports", "--type", "process", "--work-queue", made["queue"], "--run-once")
    with open_warehouse(home, key, create=False) as con:
        [report] = history.history(con, key, 10)
    assert (report.status, report.done_count) == ("DONE", 1)
