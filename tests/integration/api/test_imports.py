"""Importing over HTTP, with a real server, worker and API: what is taken, what is refused, what comes of it."""

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from flows.imports.limit import set_import_limit
from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld, ended
from tests.support.worlds.outside.holder import held

pytestmark = pytest.mark.xdist_group("api")

A, B = ProjectKey("acme", "a"), ProjectKey("acme", "b")
ORDERS = [{"source_id": "o1", "amount": 5}, {"source_id": "o2", "amount": -1}]


@pytest.fixture(scope="module")
def callers(api: ApiWorld) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    with api.caller(A) as a, api.caller(B) as b:
        yield a, b


@pytest.fixture
def a(callers: tuple[httpx.Client, httpx.Client]) -> httpx.Client:
    return callers[0]


@pytest.fixture
def b(callers: tuple[httpx.Client, httpx.Client]) -> httpx.Client:
    return callers[1]


def inbox(api: ApiWorld, key: ProjectKey) -> list[str]:
    return [file.name for file in (api.home / key.tenant / f"{key.project}.inbox").glob("*")]


def packed(text: bytes) -> bytes:
    """`text` as a gzip member that is the same at any time: these bytes are part of tests' names."""
    return gzip.compress(text, mtime=0)


BOMB = packed(b"[" + b" " * (65 * 1024 * 1024))
GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("body", "headers", "code", "key", "details"),
    [
        (b"", {}, 400, "invalid_payload", "it is empty"),
        (b'{"orders": []}', {}, 400, "invalid_payload", "not an array of orders"),
        (b'[{"source_id": "o1"', {}, 400, "invalid_payload", "not valid JSON"),
        (b"[1, 2", {}, 400, "invalid_payload", "not valid JSON"),
        (
            json.dumps([{}] * 2001).encode(),
            {},
            400,
            "invalid_payload",
            "more than 2,000 orders",
        ),
        (b"[" * 100_000, {}, 400, "invalid_payload", "nested too deeply"),
        (b"[" + b"1," * 3_000_000 + b"1]", {}, 400, "invalid_payload", "more than 2,000 orders"),
        (b"[]", GZIP, 400, "invalid_payload", "not valid gzip"),
        (packed(b"[]" * 99)[:-9], GZIP, 400, "invalid_payload", "in the middle of its gzip stream"),
        (packed(b"[]") + b"rest", GZIP, 400, "invalid_payload", "not valid gzip"),
        (packed(b"[]") + packed(b"[]"), GZIP, 400, "invalid_payload", "not valid JSON"),
        (packed(b"[]") + packed(b"[]")[:-9], GZIP, 400, "invalid_payload", "in the middle of its gzip"),
        (b"[]", {"Content-Encoding": "br"}, 400, "invalid_payload", "'br' is not known"),
        (BOMB, GZIP, 413, "query_too_large", "more than 67,108,864 bytes"),
        (b"[]", {"X-App-Token": "wrong"}, 401, "unauthorized", "X-App-Token"),
        (b"[]", {"X-App-Id": ""}, 401, "unauthorized", "X-App-Id"),
    ],
)
def test_a_batch_that_cannot_be_taken_is_refused_and_leaves_nothing(api, b, body, headers, code, key, details):
    answer = b.post("/v1/orders/import", content=body, headers=headers)
    error = answer.json()
    assert (answer.status_code, error["code"], error["key"]) == (code, code, key)
    assert details in error["details"]
    assert answer.headers["X-Request-Id"] == error["request_id"]
    assert inbox(api, B) == []


def test_an_import_is_watched_to_its_end_and_hands_rejects_back(api_with_worker, a):
    accepted = a.post("/v1/orders/import", json=ORDERS).raise_for_status()
    action_id = accepted.json()["async_action_id"]
    record = ended(a, action_id)
    assert record["request_id"] == accepted.headers["X-Request-Id"]
    assert (record["status"], record["operation_status"], record["progress"]) == ("DONE", "SUCCESS", 100)
    assert (record["result"]["done_count"], record["result"]["failed_count"]) == (1, 1)
    [rejected] = record["result"]["failed"]
    assert (rejected["source_id"], rejected["row"], rejected["path"]) == ("o2", 1, "$.amount")
    rejects = a.get(f"/v1/async-actions/{action_id}/rejects").raise_for_status()
    assert [json.loads(line) for line in rejects.text.splitlines()] == [ORDERS[1]]
    listed = a.get("/v1/async-actions", params={"limit": 100}).raise_for_status().json()
    assert action_id in [action["id"] for action in listed["async_actions"]]
    assert inbox(api_with_worker, A) == []


def test_a_packed_body_is_the_same_import(api_with_worker, a):
    text = json.dumps(ORDERS[:1]).encode()
    members = packed(text[:9]) + packed(b"") + packed(text[9:])
    answer = a.post("/v1/orders/import", content=members, headers=GZIP)
    assert ended(a, answer.raise_for_status().json()["async_action_id"])["result"]["done_count"] == 1


def test_other_projects_do_not_see_it(api_with_worker, a, b):
    action_id = a.post("/v1/orders/import", json=[]).raise_for_status().json()["async_action_id"]
    asked = [
        b.get(f"/v1/async-actions/{action_id}"),
        b.post(f"/v1/async-actions/{action_id}/cancel"),
        b.get(f"/v1/async-actions/{action_id}/rejects"),
        b.get("/v1/async-actions/aa_" + "0" * 32),
        b.get("/v1/async-actions/nonsense"),
    ]
    assert [(answer.status_code, answer.json()["key"]) for answer in asked] == [(404, "not_found")] * 5
    assert b.get("/v1/async-actions").json()["async_actions"] == []
    assert ended(a, action_id)["status"] == "DONE"


def test_who_waits_for_one_projects_database_holds_nobody_else_up(api_with_worker, a, b):
    action_id = a.post("/v1/orders/import", json=[]).raise_for_status().json()["async_action_id"]
    ended(a, action_id)
    b.post("/v1/orders/import", json=[]).raise_for_status()  # sets the lane up, which takes its time
    with ThreadPoolExecutor(40) as threads:
        with held(api_with_worker.home, A):
            asked = [threads.submit(a.get, "/v1/orders") for _ in range(40)]
            accepted = b.post("/v1/orders/import", json=[])
            status = a.get(f"/v1/async-actions/{action_id}").json()["status"]
            answered = [future for future in asked if future.done()]
        assert (accepted.status_code, status, answered) == (200, "DONE", [])
        assert {future.result().status_code for future in asked} == {200}


def test_an_idempotency_key_stands_for_one_import(api_with_worker, a):
    first, again, other = (
        a.post("/v1/orders/import", json=body, headers={"Idempotency-Key": "k1"})
        for body in (ORDERS, ORDERS, ORDERS[:1])
    )
    assert first.raise_for_status().json() == again.raise_for_status().json()
    assert (other.status_code, other.json()["key"]) == (409, "idempotency_conflict")
    ended(a, first.json()["async_action_id"])
    assert inbox(api_with_worker, A) == []


def test_a_repeated_key_is_answered_alike_under_a_lower_cap(api_with_worker, a, monkeypatch):
    monkeypatch.setenv("ORDERS_HOME", str(api_with_worker.home))

    def send(key: str) -> httpx.Response:
        return a.post("/v1/orders/import", json=ORDERS, headers={"Idempotency-Key": key})

    first = send("k2").raise_for_status()
    ended(a, first.json()["async_action_id"])
    api_with_worker.world.ask(lambda _client: set_import_limit(A, 1))
    again, refused = send("k2"), send("k3")
    api_with_worker.world.ask(lambda _client: set_import_limit(A, 2000))
    assert (again.json(), refused.status_code) == (first.json(), 400)
    assert send("k3").raise_for_status().json() != first.json()
    ended(a, send("k3").json()["async_action_id"])
    assert inbox(api_with_worker, A) == []


def test_the_last_of_each_page_leads_to_the_next(api_with_worker, a):
    sent = [a.post("/v1/orders/import", json=[]).raise_for_status().json()["async_action_id"] for _ in range(4)]
    found, query = [], {"limit": 1}
    while not set(sent) <= set(found):
        page = a.get("/v1/async-actions", params=query).raise_for_status().json()
        found += [action["id"] for action in page["async_actions"]]
        query["end_date"] = page["async_actions"][-1]["created_at"]
    assert found == sent[::-1]
    ended(a, sent[-1])


def test_a_cancelled_import_says_so_and_leaves_no_body(api_with_worker, a):
    key = {"Idempotency-Key": "cancelled"}
    with held(api_with_worker.home, A):
        first = a.post("/v1/orders/import", json=ORDERS * 2).json()["async_action_id"]
        second = a.post("/v1/orders/import", json=[], headers=key).json()["async_action_id"]
        a.post(f"/v1/async-actions/{second}/cancel").raise_for_status()
        assert ended(a, second)["result"]["message"] == "Cancelled before it began."
    handed_back = a.get(f"/v1/async-actions/{second}/rejects")
    assert (handed_back.status_code, "it is FAILED" in handed_back.json()["details"]) == (404, True)
    assert ended(a, first)["result"]["done_count"] == 2
    assert inbox(api_with_worker, A) == []
    again = a.post("/v1/orders/import", json=[], headers=key).raise_for_status()
    assert (again.json()["async_action_id"], ended(a, second)["status"]) == (second, "FAILED")


def test_an_import_that_was_refused_says_so_and_has_no_rejects(api_with_worker, b):
    with held(api_with_worker.home, B):
        sent = [b.post("/v1/orders/import", json=body).raise_for_status().json() for body in ([], ORDERS)]
        lost = next(file for file in (api_with_worker.home / "acme" / "b.inbox").iterdir() if file.stat().st_size > 2)
        lost.unlink()
    record = ended(b, sent[1]["async_action_id"])
    answer = b.get(f"/v1/async-actions/{record['id']}/rejects")
    assert (record["status"], answer.status_code) == ("FAILED", 404)
    assert f"it is FAILED. {record['result']['message']}" in answer.json()["details"]
    assert record["result"]["message"] == f"There is no {lost.name}."


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 0}, 400),
        ({"after": "2016-11-16"}, 400),
        ({"limit": "x"}, 400),
        ({"end_date": "soon"}, 400),
        ({"end_date": "2016-11-16"}, 200),
    ],
)
def test_a_list_is_asked_for_in_its_own_terms(a, query, code):
    answer = a.get("/v1/async-actions", params=query)
    assert answer.status_code == code
    assert code == 200 or answer.json()["key"] == "invalid_query_params"
