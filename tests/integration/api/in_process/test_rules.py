"""Rules and effects over HTTP: made, listed, paused, deleted; released and dropped; and where they may not send."""

import pytest

from flows.settings import Settings
from schemas.effects.choices import EffectsMode
from schemas.ids import ProjectKey, action_id_of
from tasks.rules.allowed_urls import require_allowed_url
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import choose_effects, make_segment, order, run_import
from tests.support.worlds.asgi_api import asgi_caller

KEY, IMPORT_ID = ProjectKey("t", "p"), "imp_" + "1" * 32
URL = "https://hooks.example/in"
MAIL = {"name": "mail", "trigger": "customer.segment.entered", "segment": "rich", "url": URL}
EARN = {"name": "earn", "trigger": "order.paid", "points": 5, "per": 100, "starts_at": "2026-01-01T00:00:00Z"}
HOOK = {"name": "hook", "url": URL, "event_types": ["order.paid"], "headers": {"X-Key": "secret"}}
MADE = [("/v1/distributions", MAIL), ("/v1/earning-rules", EARN), ("/v1/webhooks", HOOK)]


@pytest.fixture
def home(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        make_segment(con)
    return tmp_path


@pytest.mark.parametrize(("path", "body"), MADE)
async def test_a_rule_is_made_listed_and_deleted(home, path, body):
    async with asgi_caller(home, KEY, rule_urls="https://hooks.example/") as caller:
        made = (await caller.post(path, json=body)).raise_for_status().json()
        again = await caller.post(path, json=body)
        listed = (await caller.get(path)).json()
        gone = await caller.delete(f"{path}/{body['name']}")
        missing = await caller.delete(f"{path}/{body['name']}")
    assert (made["name"], again.status_code, listed["data"], listed["total"]) == (body["name"], 400, [made], 1)
    assert "secret" not in str([made, listed])
    assert gone.json() == {"id": made["id"], "name": made["name"], "dropped_count": 0, "dropped_points": 0}
    assert (missing.status_code, missing.json()["key"]) == (404, "not_found")


async def test_a_distribution_is_paused_and_resumed(home):
    async with asgi_caller(home, KEY, rule_urls="*") as caller:
        await caller.post("/v1/distributions", json=MAIL)
        paused = await caller.post("/v1/distributions/mail/pause")
        resumed = await caller.post("/v1/distributions/mail/resume")
        missing = await caller.post("/v1/distributions/post/pause")
    assert [answer.json().get("is_paused") for answer in (paused, resumed)] == [True, False]
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "details"),
    [
        ("/v1/webhooks", {**HOOK, "url": "http://127.0.0.1:9/"}, "This address is none that a rule may send to."),
        ("/v1/distributions", {**MAIL, "url": "http://127.0.0.1:9/"}, "This address is none that a rule may send to."),
        ("/v1/distributions", {**MAIL, "secret": 1}, "secret: Extra inputs are not permitted"),
        ("/v1/distributions", {**MAIL, "segment": None}, "A distribution on customer.segment.entered needs a segment"),
        ("/v1/distributions", {**MAIL, "channel": "pigeon"}, "channel: Input should be 'webhook' or 'file'"),
        ("/v1/earning-rules", {**EARN, "points": "5"}, "points: Input should be a valid integer"),
        ("/v1/earning-rules", {**EARN, "points": 0}, "The earning rule's points will not do"),
        ("/v1/webhooks", {**HOOK, "event_types": ["order.lost"]}, "A webhook cannot react to 'order.lost'"),
        ("/v1/webhooks", [], "body: Input should be an object"),
    ],
    ids=range(9),
)
async def test_what_makes_no_sense_is_refused(home, path, body, details):
    async with asgi_caller(home, KEY, rule_urls=URL) as caller:
        refused = await caller.post(path, json=body)
        assert (await caller.get(path)).json()["total"] == 0
    assert (refused.status_code, refused.json()["key"]) == (400, "invalid_payload")
    assert refused.json()["details"].startswith(details)


@pytest.mark.parametrize(
    ("url", "allowed", "is_allowed"),
    [
        (URL, "", False),
        (URL, "*", True),
        (None, "", True),
        (URL, "https://hooks.example", True),
        (URL, "http://other.example, https://hooks.example/in/", True),
        ("https://HOOKS.example/in", "https://hooks.example/in", True),
        ("https://hooks.example/inner", "https://hooks.example/in", False),
        ("http://hooks.example/in", "https://hooks.example", False),
        ("https://hooks.example:8443/in", "https://hooks.example", False),
        ("https://hooks.example.evil.example/", "https://hooks.example", False),
        ("https://hooks.example@evil.example/", "https://hooks.example", False),
        ("https://hooks.example\\@evil.example/", "https://hooks.example", False),
        ("https://hooks.example/in/../out", "https://hooks.example/in", False),
        ("https://hooks.example/in/%2e%2e/out", "https://hooks.example/in", False),
        ("https://[::1", "https://hooks.example", False),
    ],
)
def test_a_rule_sends_where_the_operator_allows_it(url, allowed, is_allowed):
    places = Settings(rule_urls=allowed).allowed_rule_urls
    try:
        require_allowed_url(url, places)
    except Exception as error:
        assert (is_allowed, error.message) == (False, "This address is none that a rule may send to.")
    else:
        assert is_allowed


async def test_the_secret_of_webhooks_stays_the_same(home):
    async with asgi_caller(home, KEY) as caller:
        first, again = [(await caller.get("/v1/webhooks/secret")).json()["secret"] for _ in range(2)]
    assert first == again and first.startswith("whsec_")


def held_import(con):
    begin = "INSERT INTO imports (id, source, status, started_at) VALUES (?, '', 'IN_PROGRESS', now())"
    con.execute(begin, [IMPORT_ID])
    choose_effects(con, IMPORT_ID, EffectsMode.HOLD)
    run_import(con, [order("a", "ann")], IMPORT_ID)


@pytest.mark.parametrize(("end", "status"), [("release", "pending"), ("drop", "dropped")])
async def test_held_effects_are_shown_and_ended(home, end, status):
    path = f"/v1/async-actions/{action_id_of(IMPORT_ID)}/effects"
    async with asgi_caller(home, KEY, rule_urls="*") as caller:
        await caller.post("/v1/distributions", json=MAIL)
        before = await caller.get(path)
        with open_warehouse(home, KEY) as con:
            held_import(con)
        shown = (await caller.get(path)).json()
        ended = (await caller.post(f"{path}/{end}")).raise_for_status().json()
        again = await caller.post(f"{path}/{end}")
    assert (before.status_code, again.status_code) == (404, 400)
    assert (shown["rules"][0]["held_count"], ended["rules"][0]["held_count"]) == (1, 0)
    with open_warehouse(home, KEY) as con:
        assert con.execute("SELECT status FROM deliveries").fetchall() == [(status,)]
