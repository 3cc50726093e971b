"""The flow against a real server: names, artifacts, the cap, and an import that is run again after a crash."""

import asyncio
import itertools
import json
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, FlowRunFilter, FlowRunFilterId
from prefect.states import Cancelled
from prefect.variables import Variable

from flows.async_actions.actions import Actions
from flows.import_orders import import_orders
from flows.imports import artifacts
from flows.imports.limit import VARIABLE, variable_of
from flows.imports.prefetch import Prefetch
from flows.lanes.hold import hold_lane
from schemas.errors import ImportAbortedError, RetryableError
from schemas.ids import ProjectKey, import_id_of, run_id_of
from schemas.reports.report import ImportReport, Loaded
from tasks.imports import history
from tasks.intake.database import open_intake
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.outside.holder import held

pytestmark = pytest.mark.xdist_group("server")

GOOD = {"source_id": "a", "amount": 5, "status": "PAID", "customer": {"source_id": "c"}}
BAD = {"source_id": "b", "amount": -1}


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(map(json.dumps, (GOOD, BAD))))
    return str(path)


async def run(source: str, key: ProjectKey, **options: str) -> ImportReport:
    return await import_orders(source, key.tenant, key.project, **options)


async def run_behind_another(
    source: str, key: ProjectKey, monkeypatch: pytest.MonkeyPatch, last: Callable[[], Awaitable[None]]
) -> ImportReport:
    """Import while another run has the lane; once the import waits for it, that run does `last` and ends."""
    has_slot, waits = asyncio.Event(), asyncio.Event()

    @flow(persist_result=False)
    async def holder() -> None:
        async with hold_lane(key):
            has_slot.set()
            await waits.wait()
            await last()

    forget = Prefetch.forget
    monkeypatch.setattr(Prefetch, "forget", lambda self: (forget(self), waits.set()))
    holding = asyncio.create_task(holder())
    begun = asyncio.ensure_future(has_slot.wait())
    await asyncio.wait({begun, holding}, return_when=asyncio.FIRST_COMPLETED)
    assert begun.done(), holding
    try:
        return await asyncio.wait_for(run(source, key), LONGEST)
    finally:
        await holding


def tables(home: Path, key: ProjectKey) -> dict[str, list[tuple]]:
    names = ("orders", "customers", "customer_summaries", "events", "segment_changes", "rejects", "order_versions")
    with open_warehouse(home, key) as con:
        return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}


async def test_a_shops_export_is_read_by_the_preset_that_is_named(prefect_server, home, key):
    report = await run(
        "tests/integration/presets/fixtures/square_items.csv",
        key,
        preset="square-items",
        currency="USD",
        encoding="utf-8",
    )
    assert (report.preset, report.done_count, report.failed) == ("square-items", 2, [])


@pytest.mark.parametrize(("quiet_seconds", "progress"), [(-1, {"progress": 100}), (3600, {})])
async def test_a_run_leaves_its_stages_and_reports_and_its_progress_if_it_takes_a_while(
    prefect_server, home, key, source, monkeypatch, quiet_seconds, progress
):
    monkeypatch.setattr("flows.imports.artifacts.QUIET_SECONDS", quiet_seconds)
    report = await run(source, key)
    async with get_client() as client:
        this = FlowRunFilter(id=FlowRunFilterId(any_=[run_id_of(report.import_id)]))
        [flow_run] = await client.read_flow_runs(flow_run_filter=this)
        tasks = []
        async with asyncio.timeout(LONGEST):  # task runs reach the history through the event stream
            while len(tasks) < len(report.stages):
                tasks = await client.read_task_runs(flow_run_filter=this)
        mine = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run.id]))
        artifacts = {artifact.type: artifact.data for artifact in await client.read_artifacts(artifact_filter=mine)}
    assert flow_run.name == f"{key} ← orders.ndjson"
    assert {task.name.rpartition("-")[0] for task in tasks} == {*report.stages}
    assert artifacts.keys() == {"markdown", "table", *progress}
    assert artifacts.items() >= progress.items()


async def test_no_two_projects_share_an_artifact_key(monkeypatch):
    keys = []

    async def keep(*_, key, description):
        keys.append(key)

    monkeypatch.setattr(artifacts, "acreate_progress_artifact", keep)
    monkeypatch.setattr(artifacts, "QUIET_SECONDS", -1)
    names = ["a", "a-", "a_", "a--", "a-b", "a_b", "a-s", "a-b-sd", "a-b_sd", "a-ds", "b", "sd", "sdd", "0_-"]
    for tenant, project in itertools.product(names, names):
        bar = artifacts.ProgressBar(ProjectKey(tenant, project), lambda _percent: None)
        bar.start()
        await bar.show(0.0)
    assert len(set(keys)) == len(names) ** 2
    assert all(ArtifactCreate(key=key).key == key for key in keys)


@pytest.mark.parametrize(("general", "own", "fits"), [(1, None, False), (1, 2, True), (5, 1, False), ("2", None, True)])
async def test_the_cap_in_force_when_the_import_runs_decides(prefect_server, home, source, general, own, fits):
    key = ProjectKey("acme", f"cap-{uuid4().hex[:8]}")
    await Variable.aset(VARIABLE, general, overwrite=True)
    if own is not None:
        await Variable.aset(variable_of(key), own, overwrite=True)
    try:
        if fits:
            assert (await run(source, key)).row_count == 2
        else:
            with pytest.raises(ImportAbortedError, match="holds 2 orders, and an import takes at most 1"):
                await run(source, key)
    finally:
        await Variable.aunset(VARIABLE)


async def test_an_import_that_waits_goes_by_source_and_cap_as_they_are_when_it_runs(
    prefect_server, home, key, source, monkeypatch
):
    async def change() -> None:
        Path(source).write_text(json.dumps([GOOD, GOOD, GOOD]))
        await Variable.aset(variable_of(key), 2, overwrite=True)

    with pytest.raises(ImportAbortedError, match="holds 3 orders, and an import takes at most 2"):
        await run_behind_another(source, key, monkeypatch, change)


async def test_what_can_be_read_but_once_is_read_when_its_time_has_come(prefect_server, home, key, monkeypatch):
    producer = subprocess.Popen(["printf", json.dumps(GOOD)], stdout=subprocess.PIPE)
    source = f"/dev/fd/{producer.stdout.fileno()}"
    report = await run_behind_another(source, key, monkeypatch, partial(asyncio.sleep, 1))
    assert (report.done_count, producer.wait()) == (1, 0)


async def test_a_cap_that_is_no_number_is_named(prefect_server, home, key, source):
    await Variable.aset(variable_of(key), "many", overwrite=True)
    with pytest.raises(ImportAbortedError, match=f"{variable_of(key)} is 'many'"):
        await run(source, key)


async def test_a_refused_import_writes_nothing_but_its_history(prefect_server, home, key, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('[{"source_id": "a"},')
    with pytest.raises(ImportAbortedError, match="not valid JSON"):
        await run(str(broken), key)
    with open_warehouse(home, key) as con:
        [report] = history.history(con, key, 10)
    assert (report.status, report.done_count, tables(home, key)["orders"]) == ("FAILED", 0, [])
    assert "not valid JSON" in report.message


async def test_the_same_import_again_changes_nothing(prefect_server, home, key, source):
    first = await run(source, key)
    before = tables(home, key)
    assert await run(source, key, import_id=first.import_id) == first
    assert tables(home, key) == before


@pytest.mark.parametrize("stage", ["write", pytest.param("refresh", marks=pytest.mark.deep)])
async def test_an_import_killed_at_a_stage_goes_on_under_its_id(prefect_server, home, key, source, stage):
    import_id = import_id_of(uuid4())
    crash = (
        "import asyncio, os, signal, tasks.imports.core as core\n"
        f"core.{stage} = lambda *_, **_options: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from flows.import_orders import import_orders\n"
        f"asyncio.run(import_orders({source!r}, {key.tenant!r}, {key.project!r}, import_id={import_id!r}))\n"
    )
    killed = subprocess.run([sys.executable, "-c", crash], capture_output=True, timeout=LONGEST)
    assert killed.returncode == -signal.SIGKILL
    report = await run(source, key, import_id=import_id)
    assert (report.done_count, report.orders.inserted, len(report.failed)) == (1, 1, 1)
    once = tables(home, key)
    assert [len(once[name]) for name in ("orders", "customer_summaries", "rejects", "order_versions")] == [1, 1, 1, 0]


async def test_a_locked_database_is_waited_for_and_its_holder_named(prefect_server, home, key, source, monkeypatch):
    monkeypatch.setenv("ORDERS_LOCK_PATIENCE", "0.5")
    await run(source, key)
    with held(home, key) as pid, pytest.raises(RetryableError, match=rf"is in use by .*PID {pid}"):
        await run(source, key)
    assert (await run(source, key)).orders.updated == 1


def forget(home: Path, import_id: str) -> None:
    """Let the queue know nothing of an import, as that of another machine."""
    with open_intake(home) as con:
        con.execute("DELETE FROM import_queue WHERE import_id = ?", (import_id,))


async def test_a_result_that_cannot_be_read_is_not_made_up(prefect_server, home, key, source, monkeypatch):
    report = await run(source, key)
    forget(home, report.import_id)
    monkeypatch.setenv("ORDERS_LOCK_PATIENCE", "0.2")
    async with get_client() as client:
        with held(home, key), pytest.raises(RetryableError, match="is in use by"):
            await Actions(home, client).read(report.import_id)
        assert (await Actions(home, client).read(report.import_id)).result.done_count == 1
        monkeypatch.setenv("ORDERS_HOME", str(home / "elsewhere"))
        record = await Actions(home, client).read(report.import_id)
        assert record.result.model_dump(exclude_unset=True).keys() == {"message"}


async def test_an_import_that_is_stopped_after_its_load_says_what_it_stored(prefect_server, home, key, source):
    report = await run(source, key)
    loaded = Loaded(**{name: getattr(report, name) for name in Loaded.model_fields})
    with open_warehouse(home, key) as con:
        stopped = "UPDATE imports SET status = 'IN_PROGRESS', finished_at = NULL, report = ?"
        con.execute(stopped, [loaded.model_dump_json()])
    forget(home, report.import_id)
    async with get_client() as client:
        await client.set_flow_run_state(run_id_of(report.import_id), Cancelled(message="By Ann."), force=True)
        record = await Actions(home, client).read(report.import_id)
    assert (record.status, record.result.done_count) == ("FAILED", 1)
    assert record.operator_message == (
        "1 order(s) imported successfully, 1 failed. "
        f"Its segments are due: run it again with --import-id {report.import_id}. By Ann."
    )
    public = "1 order(s) imported successfully, 1 failed. Its segments are due. By Ann."
    assert record.result.message == public


def test_an_import_is_named_after_its_run():
    run_id = UUID(int=7)
    assert run_id_of(import_id_of(run_id)) == run_id
