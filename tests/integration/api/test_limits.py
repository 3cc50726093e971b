"""A project's cap over HTTP: read, and set from the next import on."""

import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld

pytestmark = pytest.mark.xdist_group("api")


def test_the_cap_is_that_of_the_project_alone_and_holds_from_the_next_import_on(api: ApiWorld):
    with api.caller(ProjectKey("acme", "capped")) as capped, api.caller(ProjectKey("acme", "free")) as free:
        before = capped.get("/v1/limits").raise_for_status().json()
        after = capped.put("/v1/limits", json={"orders_per_import": 1}).raise_for_status().json()
        answers = [each.post("/v1/orders/import", json=[{"amount": 1}] * 2) for each in (capped, free)]
        assert (before["orders_per_import"], after) == (2000, {**before, "orders_per_import": 1})
        assert free.get("/v1/limits").json() == before
    assert [answer.status_code for answer in answers] == [400, 200]
    assert answers[0].json()["details"].startswith("The body holds more than 1 orders")
