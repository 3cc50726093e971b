"""Two imports side by side over HTTP."""

import pytest

from schemas.ids import action_id_of
from tests.support.projects.reported import FIRST, KEY, ORDERS, SECOND, run_import
from tests.support.worlds.asgi_api import asgi_caller


@pytest.mark.parametrize(
    ("other", "code", "differences"), [(FIRST, 200, 0), (SECOND, 404, None), ("imp_x", 404, None)], ids=range(3)
)
async def test_an_import_is_compared_with_another_one(tmp_path, other, code, differences):
    run_import(tmp_path, ORDERS)
    async with asgi_caller(tmp_path, KEY) as caller:
        answer = await caller.get(f"/v1/async-actions/{action_id_of(FIRST)}/diff/{other}")
        again = await caller.get(f"/v1/async-actions/{action_id_of(FIRST)}/diff/{other}")
    assert (answer.status_code, again.json().get("difference_count")) == (code, differences)
