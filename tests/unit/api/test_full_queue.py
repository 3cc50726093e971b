"""A queue that holds as many imports as may wait for a project."""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")


async def test_what_comes_too_much_is_refused_and_leaves_nothing(tmp_path: Path):
    async with asgi_caller(tmp_path, KEY, max_waiting_imports=2) as caller:
        taken = [await caller.post("/v1/orders/import", json=[]) for _ in range(2)]
        refused = await caller.post("/v1/orders/import", json=[])
    assert [answer.status_code for answer in taken] == [200, 200]
    assert (refused.status_code, refused.json()["key"]) == (429, "too_many_requests")
    assert "2 imports wait in the queue" in refused.json()["details"]
    assert int(refused.headers["Retry-After"]) > 0
    assert len(list(inbox_of(tmp_path, KEY).iterdir())) == 2
