"""What a shell can do to a project beside its orders, over HTTP: members, rebuilds, deliveries, pruning, notices."""

import pytest

from flows.async_actions import of_run
from schemas.ids import ProjectKey, parse_import_id
from tasks.intake.queue.import_queue import find
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import make_segment, order, run_import
from tests.support.worlds.asgi_api import asgi_caller

KEY = ProjectKey("t", "p")
MAIL = {"name": "mail", "trigger": "customer.segment.entered", "segment": "rich", "url": "https://hooks.example/"}
NOBODY = {"url": None, "email": None, "block": None, "includes_api": False, "object": "notification"}
EMAIL = {"email": "ann@acme.example", "includes_api": True}


@pytest.fixture
def home(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        make_segment(con)
    return tmp_path


async def with_a_delivery(home, caller):
    """A distribution, and one message that it has to send."""
    (await caller.post("/v1/distributions", json=MAIL)).raise_for_status()
    with open_warehouse(home, KEY) as con:
        run_import(con, [order("a", "ann")], "imp_" + "1" * 32)


async def test_members_are_listed_and_a_rebuild_waits_in_the_lane(home):
    async with asgi_caller(home, KEY, rule_urls="*") as caller:
        await with_a_delivery(home, caller)
        listed = (await caller.get("/v1/segments/rich/members")).json()["data"]
        rebuilds = [await caller.post("/v1/segments/rebuild", params=each) for each in ({}, {"segment": "rich"})]
        missing = await caller.post("/v1/segments/rebuild", params={"segment": "poor"})
    assert [member["source_id"] for member in listed] == ["ann"] and listed[0]["entered_at"].endswith("Z")
    queued = [find(home, parse_import_id(answer.json()["async_action_id"]), KEY) for answer in rebuilds]
    assert [(each.kind, each.parameters) for each in queued] == [
        ("SEGMENTS.REBUILD", {}),
        ("SEGMENTS.REBUILD", {"segment": "rich"}),
    ]
    assert missing.status_code == 404


async def test_what_is_due_is_sent_now(home):
    to_file = {"name": "rows", "trigger": "customer.segment.entered", "segment": "rich", "channel": "file"}
    async with asgi_caller(home, KEY) as caller:
        (await caller.post("/v1/distributions", json=to_file)).raise_for_status()
        with open_warehouse(home, KEY) as con:
            run_import(con, [order("a", "ann")], "imp_" + "1" * 32)
        first, again = [(await caller.post("/v1/deliveries/send")).json() for _ in range(2)]
        listed = (await caller.get("/v1/deliveries", params={"status": "delivered"})).json()["data"]
    assert (first["delivered"], again["delivered"], len(listed)) == (1, 0, 1)


async def test_the_queue_says_what_waits_and_which_backfills_share_the_lane(home, monkeypatch):
    async def no_runs(*_: object) -> list:
        return []

    monkeypatch.setattr(of_run, "waiting", no_runs)
    async with asgi_caller(home, KEY) as caller:
        empty = (await caller.get("/v1/queue")).json()
        taken = await caller.post("/v1/orders/backfill", content=b'{"source_id": "a"}')
        for _ in range(2):
            (await caller.post("/v1/orders/import", json=[])).raise_for_status()
        queue = (await caller.get("/v1/queue")).json()
    assert empty == {"object": "queue", "waiting": 0, "running": None, "backfills": []}
    backfill = {"id": taken.json()["async_action_id"], "status": "ENQUEUED", "progress": 0, "waiting_for": None}
    assert queue == {"object": "queue", "waiting": 2, "running": None, "backfills": [backfill]}


async def test_deliveries_that_were_given_up_are_tried_again(home):
    async with asgi_caller(home, KEY, rule_urls="*") as caller:
        await with_a_delivery(home, caller)
        [pending] = (await caller.get("/v1/deliveries")).json()["data"]
        none = await caller.post(f"/v1/deliveries/{pending['id']}/retry")
        for path in (f"/v1/deliveries/{pending['id']}/retry", "/v1/deliveries/retry"):
            with open_warehouse(home, KEY) as con:
                con.execute("UPDATE deliveries SET status = 'dead'")
            dead = (await caller.get("/v1/deliveries", params={"status": "dead"})).json()["data"]
            assert (await caller.post(path)).json() == {"ids": [pending["id"]]}
        after = (await caller.get("/v1/deliveries", params={"status": "pending"})).json()["data"]
    assert (none.status_code, pending["status"], len(dead), len(after)) == (400, "pending", 1, 1)


async def test_what_is_too_old_goes_unless_it_is_a_dry_run(home):
    async with asgi_caller(home, KEY, rule_urls="*", keep_events_days=1) as caller:
        await with_a_delivery(home, caller)
        with open_warehouse(home, KEY) as con:
            con.execute("UPDATE events SET created_at = '2020-01-01'")
            con.execute("UPDATE deliveries SET status = 'delivered', finished_at = '2020-01-01'")
        would = (await caller.post("/v1/prune", params={"dry_run": True})).json()
        done = (await caller.post("/v1/prune")).json()
        again = (await caller.post("/v1/prune")).json()
    assert (would["is_dry_run"], done["is_dry_run"]) == (True, False)
    assert would["pruned"] == done["pruned"] and done["pruned"]["events"] > 0
    assert again["pruned"] == dict.fromkeys(done["pruned"], 0)


async def test_who_is_notified_is_chosen_and_nobody_is_any_more(home):
    async with asgi_caller(home, KEY) as caller:
        seen = [(await caller.get("/v1/notification")).json()]
        untold = await caller.post("/v1/notification/test")
        seen.append((await caller.put("/v1/notification", json=EMAIL)).json())
        tried = (await caller.post("/v1/notification/test")).json()
        removed = await caller.delete("/v1/notification")
        seen.append((await caller.get("/v1/notification")).json())
    assert seen == [NOBODY, {**NOBODY, **EMAIL}, NOBODY]
    assert (untold.status_code, removed.status_code) == (404, 204)
    assert "ORDERS_SMTP_HOST" in tried["problem"]


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ({}, "body: name one of a URL, an e-mail address and a block"),
        ({"url": "https://hooks.example/"}, "This address is none that a rule may send to."),
        ({"email": "nobody"}, "email: 'nobody' is not one e-mail address"),
        ({"email": "a@b.example", "block": "x/y"}, "body: name one of a URL, an e-mail address and a block"),
        ({"phone": "1"}, "phone: Extra inputs are not permitted"),
    ],
    ids=range(5),
)
async def test_nobody_is_notified_who_cannot_be(home, body, details):
    async with asgi_caller(home, KEY) as caller:
        refused = await caller.put("/v1/notification", json=body)
        assert (await caller.get("/v1/notification")).json() == NOBODY
    assert (refused.status_code, refused.json()["key"]) == (400, "invalid_payload")
    assert refused.json()["details"].startswith(details)


async def test_limits_are_those_of_the_settings(home):
    async with asgi_caller(home, KEY, body_limit=7, max_waiting_imports=3) as caller:
        limits = (await caller.get("/v1/limits")).json()
    assert (limits["orders_per_import"], limits["import_body_bytes"], limits["waiting_imports"]) == (2000, 7, 3)
    assert limits["rate_limit"] is None
