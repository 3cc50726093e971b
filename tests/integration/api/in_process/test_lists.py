"""Lists as the public client asks for them: from after a time on, events of a project, and what is not in answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from schemas.ids import ProjectKey
from tests.support.worlds.asgi_api import asgi_caller


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asgi_caller(tmp_path, ProjectKey("acme", "lists")) as caller:
        for name in ("a", "b", "c"):
            (await caller.post("/v1/customers", json={"source_id": name})).raise_for_status()
        yield caller


@pytest.mark.parametrize(
    ("order", "names"),
    [(None, ["a"]), ("-created_at", ["a"]), ("created_at", ["c"]), ("updated_at", ["c"]), ("-updated_at", ["a"])],
)
async def test_customers_are_listed_from_after_a_time_on(caller, order, names):
    middle = (await caller.get("/v1/customers/b")).json()["created_at"]
    params = {"starting_after": middle, **({"order": order} if order else {})}
    answer = (await caller.get("/v1/customers", params=params)).json()
    assert ([each["source_id"] for each in answer["customers"]], answer["has_more"]) == (names, False)


async def test_the_last_part_of_an_activity_names_no_next_one(caller):
    for status in ("CREATED", "PAID"):
        order = {"source_id": "o1", "amount": 5, "status": status, "customer": {"source_id": "a"}}
        (await caller.post("/v1/orders", json=order)).raise_for_status()
    first = (await caller.get("/v1/customers/a/activity", params={"limit": 1})).json()
    assert first["more_starting_after"] == first["data"][0]["id"]
    rest = {"starting_after_id": first["more_starting_after"], "limit": 100}
    assert "more_starting_after" not in (await caller.get("/v1/customers/a/activity", params=rest)).json()


@pytest.mark.parametrize(
    ("params", "has_some"),
    [
        ({"category": "ACTION"}, True),
        ({"category": "EFFECT"}, False),
        ({"campaign_id": "camp_1"}, False),
        ({"campaign_type": "LOYALTY_PROGRAM"}, False),
    ],
)
async def test_what_the_original_asks_of_an_activity_can_be_asked(caller, params, has_some):
    await caller.post("/v1/orders", json={"amount": 5, "customer": {"source_id": "a"}})
    answer = (await caller.get("/v1/customers/a/activity", params=params)).json()
    assert bool(answer["data"]) is has_some


async def test_events_are_those_of_the_whole_project(caller):
    await caller.post("/v1/orders", json={"amount": 5, "customer": {"source_id": "a"}})
    await caller.post("/v1/products", json={"source_id": "p"})
    ann, mug = [(await caller.get(f"/v1/{path}")).json()["id"] for path in ("customers/a", "products/p")]
    order = (await caller.get("/v1/events", params={"type": "customer.order.created"})).json()["data"]
    assert [event["data"]["customer"]["id"] for event in order] == [ann]
    [product] = (await caller.get("/v1/events", params={"type": "product.created"})).json()["data"]
    assert product["data"] == {"product": {"id": mug, "object": "product"}}
    newest = (await caller.get("/v1/events", params={"limit": 1})).json()
    assert (newest["object"], newest["has_more"]) == ("list", True)
    rest = (await caller.get("/v1/events", params={"starting_after_id": newest["more_starting_after"]})).json()
    assert newest["data"][0]["id"] not in [event["id"] for event in rest["data"]]
    unknown = (await caller.get("/v1/events", params={"starting_after_id": "evt_x"})).json()
    assert (unknown["key"], unknown["details"]) == (
        "invalid_query_params",
        "starting_after_id: there is no event 'evt_x'.",
    )


async def test_that_a_customer_is_made_or_changed_happened(caller):
    (await caller.put("/v1/customers/b", json={"name": "Bob"})).raise_for_status()
    (await caller.post("/v1/orders", json={"amount": 5, "customer": {"source_id": "b"}})).raise_for_status()
    bob = (await caller.get("/v1/customers/b")).json()
    [ordered, updated, created] = (await caller.get("/v1/customers/b/activity")).json()["data"]
    assert [each["type"] for each in (ordered, updated, created)] == [
        "customer.order.created",
        "customer.updated",
        "customer.created",
    ]
    assert (created["created_at"], updated["created_at"]) == (bob["created_at"], bob["updated_at"])
    assert updated["data"] == {"customer": {"id": bob["id"], "object": "customer"}}
    after = {"starting_after_id": updated["id"]}
    assert (await caller.get("/v1/customers/b/activity", params=after)).json()["data"] == [created]
    made = (await caller.get("/v1/events", params={"type": "customer.created"})).json()["data"]
    assert len({each["id"] for each in made}) == len(made) == 3


async def test_no_rule_reacts_to_a_customer_being_made(caller):
    rule = {"name": "r", "trigger": "customer.created", "points": 5}
    refused = await caller.post("/v1/earning-rules", json=rule)
    assert (refused.status_code, refused.json()["key"]) == (400, "invalid_payload")


async def test_a_customer_who_is_named_again_is_not_updated(caller):
    order = {"amount": 5, "customer": {"source_id": "b"}, "referrer": {"source_id": "c", "name": "Cid"}}
    for _ in range(2):
        (await caller.post("/v1/orders", json=order)).raise_for_status()
    bob, cid = [(await caller.get(f"/v1/customers/{name}")).json() for name in ("b", "c")]
    assert (bob["updated_at"], cid["updated_at"] is None, cid["name"]) == (None, False, "Cid")


async def test_a_second_segment_of_a_name_is_a_duplicate(caller):
    segment = {"name": "Some", "type": "static", "customers": ["a"]}
    (await caller.post("/v1/segments", json=segment)).raise_for_status()
    error = (await caller.post("/v1/segments", json=segment)).json()
    assert (error["code"], error["key"]) == (409, "duplicate_found")
