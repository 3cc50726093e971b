"""What an operator relies on: how many requests a project may make, and what /readyz says of server and worker."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from flows.api.allowance import parse_allowance
from schemas.errors import UsageError
from schemas.ids import ProjectKey
from tests.api_world import ApiWorld, new_api

pytestmark = pytest.mark.xdist_group("api_operations")

LIMIT = 3
ASKED = {"/v1/orders": 200, "/v1/orders/unknown": 404, "/v1/orders?limit=0": 400, "/v1/async-actions/x/rejects": 404}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiWorld]:
    with new_api(tmp_path_factory.mktemp("api")) as api:
        yield api


@pytest.fixture(scope="module")
def limited(api: ApiWorld) -> Iterator[ApiWorld]:
    """A second API on the same data, which takes so many requests of a project in an hour."""
    with socket.socket() as probe, pytest.MonkeyPatch.context() as patch:
        probe.bind(("127.0.0.1", 0))
        patch.setenv("ORDERS_RATE_LIMIT", f"{LIMIT}/hour")
        second = ApiWorld(api.world, probe.getsockname()[1])
        probe.close()
        second.start("limited")
        yield second


def shown(answer: httpx.Response) -> dict[str, str]:
    return {name: text for name, text in answer.headers.items() if "rate-limit" in name or name == "retry-after"}


def test_without_a_limit_nothing_is_said_of_one(api):
    with api.caller(ProjectKey("acme", "free")) as caller:
        answers = [caller.get("/v1/orders") for _ in range(2 * LIMIT)]
    assert [(answer.status_code, shown(answer)) for answer in answers] == [(200, {})] * 2 * LIMIT


@pytest.mark.parametrize(("path", "code"), ASKED.items())
def test_each_answer_says_what_remains_and_one_too_many_is_refused(limited, path, code):
    with limited.caller(ProjectKey("acme", f"p{list(ASKED).index(path)}")) as caller:
        answers = [caller.get(path) for _ in range(LIMIT + 2)]
    assert [answer.status_code for answer in answers] == [code] * LIMIT + [429] * 2
    remaining = [(answer.headers["X-Rate-Limit-Limit"], answer.headers["X-Rate-Limit-Remaining"]) for answer in answers]
    assert remaining == [(str(LIMIT), str(left)) for left in (2, 1, 0, 0, 0)]
    assert len({answer.headers["X-Rate-Limit-Reset"] for answer in answers}) == 1
    retry_at = [int(answer.headers["X-Rate-Limit-Retry"]) for answer in answers]
    assert retry_at[0] < retry_at[LIMIT] == int(answers[0].headers["X-Rate-Limit-Reset"])
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3601


def test_a_refusal_has_the_shape_of_all_errors(limited):
    with limited.caller(ProjectKey("acme", "refused")) as caller:
        error = [caller.post("/v1/orders/import", json=[]) for _ in range(LIMIT + 1)][-1].json()
    assert (error["code"], error["key"], error["message"]) == (429, "too_many_requests", "Too many requests")
    assert "may make 3 requests in 3,600 s; ask again in " in error["details"]
    assert error["request_id"]


def test_one_project_at_its_limit_does_not_touch_another(limited):
    with limited.caller(ProjectKey("acme", "busy")) as busy, limited.caller(ProjectKey("acme", "other")) as other:
        assert [busy.get("/v1/orders").status_code for _ in range(LIMIT + 1)][-1] == 429
        assert other.get("/v1/orders").headers["X-Rate-Limit-Remaining"] == str(LIMIT - 1)


def test_wrong_keys_use_nothing_up(limited):
    with limited.caller(ProjectKey("acme", "guarded")) as caller:
        wrong = [caller.get("/v1/orders", headers={"X-App-Token": "wrong"}) for _ in range(LIMIT + 1)]
        assert [(answer.status_code, shown(answer)) for answer in wrong] == [(401, {})] * (LIMIT + 1)
        assert caller.get("/v1/orders").headers["X-Rate-Limit-Remaining"] == str(LIMIT - 1)


def test_the_operators_own_questions_are_not_counted(limited):
    answers = [httpx.get(f"{limited.url}/healthz") for _ in range(LIMIT + 1)]
    assert [(answer.status_code, shown(answer)) for answer in answers] == [(200, {})] * (LIMIT + 1)


@pytest.mark.parametrize("text", ["100", "many", "0/minute", "-5/minute", "5/second;10/minute", "5/fortnight"])
def test_a_limit_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match=r"ORDERS_RATE_LIMIT is .*, which is not .* Write one such as 100/minute"):
        parse_allowance(text)


@pytest.mark.parametrize("text", ["", "off"])
def test_no_limit_is_none(text):
    assert parse_allowance(text) is None
