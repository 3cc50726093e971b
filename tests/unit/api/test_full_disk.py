"""What does not fit on the disk is not taken, and the answer says so."""

from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.inbox import inbox_of
from tests.support.worlds.asgi_api import asgi_caller
from tests.support.worlds.outside.full_disk import no_file_above

KEY = ProjectKey("acme", "shop")


async def test_a_body_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path):
    orders = [{"source_id": "o", "amount": 1, "metadata": {"text": "x" * 2_000_000}}]
    async with asgi_caller(tmp_path, KEY) as caller:
        with no_file_above(1_000_000):
            refused = await caller.post("/v1/orders/import", json=orders)
        assert list(inbox_of(tmp_path, KEY).iterdir()) == []
        taken = await caller.post("/v1/orders/import", json=orders)
    assert (refused.status_code, refused.json()["key"]) == (507, "insufficient_storage")
    assert refused.json()["details"].startswith("There is no room left on the disk; nothing")
    assert taken.status_code == 200
