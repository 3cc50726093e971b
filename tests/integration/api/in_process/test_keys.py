"""What a key may do: each route names the scope that it needs, and a key gives no more than it has."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.api.app import RESOURCES
from flows.api.described_scopes import scope_of
from schemas.ids import ProjectKey
from schemas.scopes import Scope
from tasks.intake.keys.keys import revoke_key
from tests.support.worlds.asgi_api import asgi_caller
from tests.support.worlds.keys import key_headers

KEY, OTHER = ProjectKey("t", "p"), ProjectKey("t", "other")
READ, WRITE, IMPORT, ADMIN = Scope
FOR_ALL = {"/healthz", "/readyz", "/metrics"}
FOR_ANY_KEY = {"/v1/oauth/token", "/v1/oauth/introspect", "/v1/oauth/token/revoke"}
ROUTES = [route for resource in RESOURCES for route in resource.router.routes]
SOON = datetime.now(UTC) + timedelta(days=1)
LATER = SOON + timedelta(days=1)


def test_each_route_of_a_project_names_its_scope():
    assert {route.path for route in ROUTES if scope_of(route) is None} == FOR_ALL | FOR_ANY_KEY


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/v1/orders", READ),
        ("GET", "/v1/distributions", READ),
        ("POST", "/v1/exports", READ),
        ("DELETE", "/v1/exports/x", WRITE),
        ("POST", "/v1/orders", WRITE),
        ("POST", "/v1/webhooks", WRITE),
        ("POST", "/v1/customers/x/permanent-deletion", WRITE),
        ("POST", "/v1/orders/import", IMPORT),
        ("POST", "/v1/skus/importCSV", IMPORT),
        ("POST", "/v1/async-actions/x/undo", IMPORT),
        ("GET", "/v1/keys", ADMIN),
        ("GET", "/v1/limits", READ),
        ("PUT", "/v1/limits", ADMIN),
        ("POST", "/v1/segments/rebuild", WRITE),
        ("GET", "/v1/deliveries", READ),
        ("POST", "/v1/deliveries/retry", ADMIN),
        ("POST", "/v1/prune", ADMIN),
        ("GET", "/v1/notification", ADMIN),
        ("GET", "/v1/webhooks/secret", ADMIN),
        ("GET", "/v1/report", READ),
    ],
)
async def test_a_key_without_the_scope_is_refused_and_reads_which(tmp_path, method, path, scope):
    others = [each for each in Scope if each is not scope]
    async with asgi_caller(tmp_path, KEY) as caller:
        lacking = key_headers(tmp_path, KEY, others, "lacking")
        refused = await caller.request(method, path, headers=lacking)
        enough = await caller.request(method, path, headers=key_headers(tmp_path, KEY, [scope], "enough"))
    body = refused.json()
    assert (body["code"], body["key"]) == (403, "forbidden")
    assert body["details"] == f"This needs a key with the scope {scope}; this one has {', '.join(others)}."
    assert enough.status_code != 403


async def test_a_key_is_made_used_listed_and_revoked(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        made = (await caller.post("/v1/keys", json={"name": "shop", "scopes": ["import", "read"]})).json()
        headers = {"X-App-Id": made["id"], "X-App-Token": made["app_token"]}
        used = await caller.get("/v1/orders", headers=headers)
        listed = (await caller.get("/v1/keys")).json()
        revoked = (await caller.delete(f"/v1/keys/{made['id']}")).json()
        again = (await caller.delete("/v1/keys/shop")).json()
        refused = await caller.get("/v1/orders", headers=headers)
        namesake = await caller.post("/v1/keys", json={"name": "shop", "scopes": ["read"]})
    assert (made["scopes"], used.status_code, namesake.status_code) == (["read", "import"], 200, 200)
    assert listed["data"][1] == {name: value for name, value in made.items() if name != "app_token"}
    assert made["app_token"] not in str([listed, revoked])
    assert revoked == again and revoked["revoked_at"] is not None
    assert (refused.status_code, refused.json()["key"]) == (401, "unauthorized")
    assert refused.json()["details"].startswith("This key was revoked at 2")


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        ({"scopes": ["read", "write"]}, 403, "A key cannot give scopes that it does not have; this one lacks write."),
        ({"scopes": ["read"], "expires_at": None}, 403, "A key cannot make one that lasts longer; this one expires"),
        ({"scopes": ["read"], "expires_at": LATER.isoformat()}, 403, "A key cannot make one that lasts longer; this"),
        ({"scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}, 400, "The key would have expired already."),
        ({"scopes": ["all"]}, 400, "scopes.0: Input should be 'read', 'write', 'import' or 'admin'"),
        ({"scopes": []}, 400, "scopes: List should have at least 1 item"),
        ({"scopes": ["read"], "name": ""}, 400, "name: String should have at least 1 character"),
        ({"scopes": ["read"], "name": "limited"}, 400, "There is a key called 'limited' already."),
        ({"scopes": ["read"], "token": "x"}, 400, "token: Extra inputs are not permitted"),
    ],
    ids=range(9),
)
async def test_a_key_that_may_do_more_or_makes_no_sense_is_refused(tmp_path, body, code, details):
    async with asgi_caller(tmp_path, KEY) as caller:
        limited = key_headers(tmp_path, KEY, [READ, ADMIN], "limited", SOON)
        new = {"name": "new", "expires_at": SOON.replace(microsecond=0).isoformat(), **body}
        refused = await caller.post("/v1/keys", json=new, headers=limited)
        count = (await caller.get("/v1/keys")).json()["total"]
    assert (refused.status_code, count) == (code, 2)
    assert refused.json()["details"].startswith(details)


async def test_a_key_sees_and_ends_none_of_another_project(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        strange = key_headers(tmp_path, OTHER, name="strange")
        listed = (await caller.get("/v1/keys")).json()["data"]
        answers = [await caller.delete(f"/v1/keys/{name}") for name in ("strange", strange["X-App-Id"])]
        works = await caller.get("/v1/orders", headers=strange)
    assert ([key["name"] for key in listed], works.status_code) == (["default"], 200)
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("end", ["expired", "revoked"])
async def test_that_a_key_has_ended_is_said_to_its_owner_alone(tmp_path, end, monkeypatch):
    async with asgi_caller(tmp_path, KEY) as caller:
        ended = key_headers(tmp_path, KEY, [READ], "ended", SOON)
        if end == "revoked":
            revoke_key(tmp_path, KEY, "ended")
        monkeypatch.setattr("tasks.intake.keys.identity.utc_now", lambda: LATER)
        owner = await caller.get("/v1/orders", headers=ended)
        stranger = await caller.get("/v1/orders", headers={**ended, "X-App-Token": "guessed"})
    assert (owner.status_code, stranger.status_code) == (401, 401)
    assert f"This key {'was revoked' if end == 'revoked' else 'expired'} at" in owner.json()["details"]
    assert stranger.json()["details"].startswith("Check X-App-Id and X-App-Token")
