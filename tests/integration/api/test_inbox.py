"""What is left in an inbox: by a process that was killed, and by imports that failed or never were."""

import asyncio
import os
import time
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.states import Failed

from flows.api.app import create_app
from flows.api.background.inbox_cleanup import tidy_inboxes
from flows.settings import Settings
from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of, tidy
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.lane_world import deployment_run

pytestmark = pytest.mark.xdist_group("server")

KEY = ProjectKey("acme", "shop")


def put(home: Path, key: ProjectKey, name: str, hours: float) -> Path:
    file = inbox_of(home, key) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[")
    changed = time.time() - hours * 3600
    os.utime(file, (changed, changed))
    return file


@pytest.mark.parametrize(("name", "hours", "stays"), [("a.part", 2, False), ("a.part", 0, True), ("a.json", 2, True)])
def test_only_a_body_that_nobody_writes_to_any_more_is_removed(tmp_path, name, hours, stays):
    file = put(tmp_path, KEY, name, hours)
    tidy(tmp_path)
    assert file.exists() is stays


async def test_a_body_goes_after_a_week_unless_a_run_may_read_it(prefect_server, home, key):
    names = ("waits.json", "failed.json", "orphan.json", "old.part")
    waits, failed, *_ = (put(home, key, name, hours=8 * 24) for name in names)
    young = put(home, key, "young.json", hours=6 * 24)
    async with get_client() as client:
        await deployment_run(client, key, {"source": str(waits)})
        run_id = await deployment_run(client, key, {"source": str(failed)})
        await client.set_flow_run_state(run_id, Failed(), force=True)
        await tidy_inboxes(home, client)
    assert set(inbox_of(home, key).iterdir()) == {waits, young}


async def test_no_body_goes_while_prefect_does_not_say_what_runs(tmp_path):
    body, part = put(tmp_path, KEY, "a.json", hours=8 * 24), put(tmp_path, KEY, "a.part", hours=2)
    async with PrefectClient("http://127.0.0.1:9/api") as client:
        with pytest.raises(httpx.HTTPError, match="connection"):
            await tidy_inboxes(tmp_path, client)
    assert (body.exists(), part.exists()) == (True, False)


async def test_the_api_tidies_when_it_starts(prefect_server, home, key):
    orphan = put(home, key, "orphan.json", hours=8 * 24)
    app = create_app(Settings())
    async with app.router.lifespan_context(app), asyncio.timeout(LONGEST):
        while orphan.exists():
            await asyncio.sleep(0.05)
