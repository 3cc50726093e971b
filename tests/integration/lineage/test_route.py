"""Histories over HTTP."""

import pytest

from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tests.integration.lineage.conftest import ORDER
from tests.support.laws.undone import do_import
from tests.support.projects.stages import as_texts
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("acme", "shop")


@pytest.fixture
def imported(home):
    with open_warehouse(home, KEY) as con:
        do_import(con, "imp_1", as_texts([ORDER]))
    return home


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("orders/a", 200, "order"),
        ("customers/c", 200, "customer"),
        ("products/p", 200, "product"),
        ("skus/nobody", 404, None),
        ("orders/nobody", 404, None),
    ],
)
async def test_each_entity_has_its_history(imported, path, status, kind):
    async with asgi_caller(imported, KEY) as caller:
        answer = await caller.get(f"/v1/{path}/history")
    assert (answer.status_code, answer.json().get("kind")) == (status, kind)
    if kind:
        [version] = answer.json()["versions"]
        assert (version["did"], version["source"], version["at"]) == (
            "created",
            "orders.ndjson",
            "2026-01-02T03:04:05Z",
        )
