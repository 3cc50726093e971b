"""Access tokens: given to a key in exchange, good for no more than it, and for a while."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.ids import ProjectKey
from schemas.scopes import Grant, Scope
from tasks.intake.keys import access_tokens
from tasks.intake.keys.keys import revoke_key
from tests.support.worlds.asgi_api import asgi_caller
from tests.support.worlds.keys import key_headers

KEY, OTHER = ProjectKey("t", "p"), ProjectKey("t", "other")
READ, WRITE, IMPORT, ADMIN = Scope
GRANT = {"grant_type": "client_credentials"}
TOKEN, INSPECT, REVOKE = "/v1/oauth/token", "/v1/oauth/introspect", "/v1/oauth/token/revoke"
NOBODY = {"X-App-Id": None, "X-App-Token": None}


@pytest.fixture
async def caller(tmp_path):
    async with asgi_caller(tmp_path, KEY) as caller:
        yield caller


async def token_of(caller, scope=None, **headers):
    form = GRANT if scope is None else {**GRANT, "scope": scope}
    answer = await caller.post(TOKEN, data=form, headers=headers)
    return answer.raise_for_status().json()["access_token"]


async def status(caller, token, method="GET", path="/v1/orders"):
    del caller.headers["X-App-Id"], caller.headers["X-App-Token"]
    return await caller.request(method, path, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("way", ["headers", "basic", "form"])
async def test_a_key_shown_in_any_way_gets_a_token(caller, way):
    app_id, secret = (caller.headers.pop(name) for name in ("X-App-Id", "X-App-Token"))
    shown = {
        "headers": {"data": GRANT, "headers": {"X-App-Id": app_id, "X-App-Token": secret}},
        "basic": {"data": GRANT, "auth": (app_id, secret)},
        "form": {"data": {**GRANT, "client_id": app_id, "client_secret": secret}},
    }
    answer = await caller.post(TOKEN, **shown[way])
    made = answer.raise_for_status().json()
    assert (made["client_id"], made["token_type"], made["scope"]) == (app_id, "Bearer", "api")
    assert 898 <= made["expires_in"] <= 900 and answer.headers["Cache-Control"] == "no-store"
    listed = await caller.get("/v1/orders", headers={"Authorization": f"Bearer {made['access_token']}"})
    assert listed.status_code == 200


@pytest.mark.parametrize(
    ("scope", "method", "path", "code"),
    [
        ("api", "POST", "/v1/products", 400),
        ("read", "GET", "/v1/orders", 200),
        ("read", "POST", "/v1/products", 403),
        ("orders", "GET", "/v1/orders", 200),
        ("orders", "GET", "/v1/products", 403),
        ("orders products", "GET", "/v1/products", 200),
        ("orders read", "POST", "/v1/orders", 403),
        ("admin", "GET", "/v1/keys", 200),
        ("admin", "POST", "/v1/keys", 400),
        ("orders", "GET", "/v1/keys", 403),
    ],
)
async def test_a_token_is_good_for_what_was_asked(caller, scope, method, path, code):
    token = await token_of(caller, scope)
    assert (await status(caller, token, method, path)).status_code == code


async def test_a_token_makes_no_key(caller):
    token = await token_of(caller, "admin read")
    del caller.headers["X-App-Id"], caller.headers["X-App-Token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = await caller.post("/v1/keys", json={"name": "new", "scopes": ["read"]}, headers=headers)
    assert (answer.status_code, answer.json()["key"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("form", "code", "key", "details"),
    [
        ({}, 400, "unsupported_grant_type", "grant_type has to be client_credentials."),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", "grant_type has to be client_credentials."),
        ({**GRANT, "scope": "admin"}, 400, "invalid_scope", "This key does not have the scope admin. It has read."),
        ({**GRANT, "scope": "vouchers"}, 400, "invalid_scope", "There is no scope 'vouchers'. Use api, read,"),
        ({**GRANT, "scope": "read,write"}, 400, "invalid_scope", "There is no scope 'read,write'."),
        ({**GRANT, "scope": " "}, 400, "invalid_scope", "No scope is named."),
        ("grant_type=client_credentials&grant_type=x", 400, "invalid_payload", "A field of the form is there twice."),
        ("%ff=1", 400, "invalid_payload", "The body is no form."),
    ],
    ids=range(8),
)
async def test_what_no_token_is_given_for(caller, tmp_path, form, code, key, details):
    headers = key_headers(tmp_path, KEY, [READ], "reader") | {"Content-Type": "application/x-www-form-urlencoded"}
    body = {"content": form} if isinstance(form, str) else {"data": form}
    answer = await caller.post(TOKEN, headers=headers, **body)
    assert (answer.status_code, answer.json()["key"]) == (code, key)
    assert answer.json()["details"].startswith(details)


async def test_a_token_is_told_about_and_ended_by_its_own_project_alone(caller, tmp_path):
    token, strange = await token_of(caller), key_headers(tmp_path, OTHER)
    for path in (INSPECT, REVOKE):
        foreign = await caller.post(path, data={"access_token": token}, headers=strange)
    shown = (await caller.post(INSPECT, data={"access_token": token})).json()
    ended = await caller.post(REVOKE, data={"access_token": token})
    after = (await caller.post(INSPECT, data={"access_token": token})).json()
    assert (foreign.status_code, ended.status_code, after) == (204, 204, {"active": False})
    assert (shown["active"], shown["access_token"], shown["scope"]) == (True, token, "api")
    assert (await status(caller, token)).status_code == 401


@pytest.mark.parametrize(("end", "said"), [("key", "This key was revoked at"), ("time", "This access token expired")])
async def test_a_token_ends_with_its_key_and_its_time(caller, tmp_path, end, said, monkeypatch):
    token = await token_of(caller, **key_headers(tmp_path, KEY, [READ], "reader"))
    if end == "key":
        revoke_key(tmp_path, KEY, "reader")
    else:
        later = datetime.now(UTC) + access_tokens.LIFE
        monkeypatch.setattr("tasks.intake.keys.identity.utc_now", lambda: later)
    refused = await status(caller, token)
    assert (refused.status_code, refused.json()["details"][: len(said)]) == (401, said)


async def test_a_token_ends_no_later_than_its_key(caller, tmp_path):
    soon = datetime.now(UTC) + timedelta(seconds=60)
    headers = key_headers(tmp_path, KEY, [READ], "reader", soon)
    made = (await caller.post(TOKEN, data=GRANT, headers=headers)).json()
    assert made["expires_in"] <= 60


async def test_a_project_has_so_many_tokens(caller, monkeypatch):
    monkeypatch.setattr(access_tokens, "MOST_TOKENS", 1)
    answers = [await caller.post(TOKEN, data=GRANT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["Retry-After"] == "60"


async def test_no_token_is_stored(caller, tmp_path):
    token = await token_of(caller)
    assert token.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("*sqlite*"))


@pytest.mark.parametrize(
    ("text", "grant"),
    [
        ("api", Grant()),
        ("write read", Grant((READ, WRITE))),
        ("orders", Grant(None, ("orders",))),
        ("api orders import", Grant((IMPORT,), ("orders",))),
    ],
)
def test_what_is_asked_narrows_what_a_key_may_do(text, grant):
    assert Grant.parse(text) == grant
