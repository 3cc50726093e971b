"""What an operator relies on: how many requests a project may make, and what /readyz and /metrics say."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from flows.api.http import error_handlers
from flows.api.http.rate_limit import parse_rate_limit
from schemas.errors import ImportAbortedError, UsageError
from schemas.ids import ProjectKey
from tasks.warehouse.exclusion.wait_queue import in_use
from tests.support.worlds.api_world import ApiWorld, ended, new_api
from tests.support.worlds.eventually import LONGEST, eventually
from tests.support.worlds.free_port import free_port

pytestmark = pytest.mark.xdist_group("api_operations")

LIMIT = 3
BUSY = "The project's database is in use, by an import or by other requests; ask again in a moment."
BROKEN = "Something unexpected went wrong; the log says more under this request_id."
OF = {"tenant": "acme", "project": "scraped"}
ASKED = {"/v1/orders": 200, "/v1/orders/unknown": 404, "/v1/orders?limit=0": 400, "/v1/async-actions/x/rejects": 404}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiWorld]:
    with new_api(tmp_path_factory.mktemp("api")) as api:
        yield api


@pytest.fixture(scope="module")
def limited(api: ApiWorld) -> Iterator[ApiWorld]:
    """A second API on the same data, which takes so many requests of a project in an hour."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERS_RATE_LIMIT", f"{LIMIT}/hour")
        second = ApiWorld(api.world, free_port())
        second.start("limited")
        yield second


@pytest.fixture(scope="module")
def worked(api: ApiWorld) -> ApiWorld:
    """The API's world with its worker running."""
    api.world.start_worker("worker", children=1)
    eventually(lambda: readiness(api), lambda answer: answer.status_code == 200, hopeless=api.world.trouble)
    return api


def readiness(api: ApiWorld) -> httpx.Response:
    """What /readyz says once Prefect answers it in time, which a loaded machine may keep it from."""
    return eventually(
        lambda: httpx.get(f"{api.url}/readyz", timeout=LONGEST), lambda answer: "does not answer" not in answer.text
    )


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
        error = [caller.get("/v1/customers") for _ in range(LIMIT + 1)][-1].json()
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
        parse_rate_limit(text)


@pytest.mark.parametrize("text", ["", "off"])
def test_no_limit_is_none(text):
    assert parse_rate_limit(text) is None


@pytest.mark.parametrize(
    ("error", "code", "details"),
    [
        (in_use("/srv/a/b.duckdb is in use by python (PID 7).", "Stop it."), 503, BUSY),
        (ImportAbortedError("It cannot be opened.", detail="/srv/a/b.duckdb cannot be opened."), 500, BROKEN),
        (
            UsageError("It could not be cancelled.", operator_hint="See `orders status`."),
            400,
            "It could not be cancelled.",
        ),
        (UsageError("It has no name.", "Give it one."), 400, "It has no name. Give it one."),
    ],
)
async def test_what_is_the_operators_stays_in_the_log(error, code, details, monkeypatch, caplog):
    app = FastAPI()
    error_handlers.install(app)
    monkeypatch.setattr(error_handlers, "logger", logging.getLogger("api"))

    @app.get("/")
    async def fail() -> None:
        raise error

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api") as caller:
        body = (await caller.get("/")).json()
    assert (body["code"], body["details"]) == (code, details)
    assert (f"({body['request_id']}): {error}" in caplog.text) is (code >= 500)


class Scrape:
    """Every sample of one answer of /metrics."""

    def __init__(self, api: ApiWorld) -> None:
        self.text = httpx.get(f"{api.url}/metrics", timeout=LONGEST).raise_for_status().text
        families = text_string_to_metric_families(self.text)
        self.samples = [sample for family in families for sample in family.samples]

    def __call__(self, name: str, **labels: str) -> float | None:
        found = [each.value for each in self.samples if (each.name, each.labels) == (name, labels)]
        return found[0] if found else None


def scrape_of_both(api: ApiWorld) -> Scrape:
    """A scrape that Prefect answered in time, which a server that has just been started may fail to do."""
    return eventually(
        lambda: Scrape(api), lambda found: None not in (found("orders_workers"), found("orders_queue_depth"))
    )


def test_without_a_worker_it_is_not_ready_and_says_what_to_start(api):
    before = scrape_of_both(api)
    answer = readiness(api)
    error = answer.json()
    assert (answer.status_code, error["code"], error["key"]) == (503, 503, "service_unavailable")
    assert error["details"] == "No worker is alive for the work pool imports. Start one with `orders worker`."
    assert before("orders_workers") == 0


def test_load_balancers_may_ask_for_the_status_alone(api):
    scrape_of_both(api)
    answers = [httpx.head(f"{api.url}/{path}", timeout=30) for path in ("healthz", "readyz")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b""), (503, b"")]


@pytest.mark.deep
def test_with_server_and_worker_it_is_ready(worked):
    answer = readiness(worked).raise_for_status()
    assert answer.json() == {"status": "ok", "worker_count": 1}


@pytest.mark.deep
def test_what_imports_did_can_be_scraped(worked):
    orders = [{"source_id": "a", "amount": 1}, {"source_id": "b", "amount": -1}, {"source_id": "c", "amount": -2}]
    before = scrape_of_both(worked)
    with worked.caller(ProjectKey("acme", "scraped")) as caller:
        accepted = caller.post("/v1/orders/import", json=orders).raise_for_status().json()
        ended(caller, accepted["async_action_id"])
    completed = before("orders_imports", state="completed") + 1
    # an import is done a moment before its run is completed
    now = eventually(
        lambda: scrape_of_both(worked),
        lambda scrape: scrape("orders_imports", state="completed") == completed,
        hopeless=worked.world.trouble,
    )
    assert now("orders_imported_total", **OF) == 1
    assert now("orders_rejected_total", **OF, reason="below_minimum") == 2
    assert now("orders_import_stage_seconds_count", **OF, stage="load") == 1
    assert now("orders_import_stage_seconds_sum", **OF, stage="load") > 0
    assert [now(f"orders_{name}") for name in ("prefect_up", "workers", "queue_depth")] == [1, 1, 0]


def test_requests_are_counted_by_route_and_never_by_path(api):
    with api.caller(ProjectKey("acme", "counted")) as caller:
        for path in ("/v1/orders/secret-1", "/v1/orders/secret-2", "/secret"):
            caller.get(path)
        caller.request("SECRET", "/v1/orders")
    now, route = Scrape(api), {"method": "GET", "route": "/v1/orders/{name}"}
    assert now("orders_http_requests_total", **route, status="404") == 2
    assert now("orders_http_request_seconds_count", **route) == 2
    assert now("orders_http_requests_total", method="GET", route="unmatched", status="404") == 1
    assert now("orders_http_requests_total", method="other", route="/v1/orders", status="405") == 1
    assert "secret" not in now.text.lower()


@pytest.mark.deep
def test_a_server_that_stands_still_holds_nothing_up(worked):
    still = ProjectKey("acme", "still")
    with worked.caller(still) as caller:
        ended(caller, caller.post("/v1/orders/import", json=[{"amount": 1}]).json()["async_action_id"])
    scrape_of_both(worked)
    server = worked.world.processes["server"].pid
    os.kill(server, signal.SIGSTOP)
    try:
        ready, began = httpx.get(f"{worked.url}/readyz", timeout=30), time.monotonic()
        now = Scrape(worked)
    finally:
        os.kill(server, signal.SIGCONT)
    assert ready.status_code == 503
    assert "The Prefect server does not answer within 2 s. Start it with" in ready.json()["details"]
    assert time.monotonic() - began < 20
    assert (now("orders_prefect_up"), now("orders_queue_depth")) == (0, None)
    assert now("orders_imported_total", tenant=still.tenant, project=still.project) == 1
    assert scrape_of_both(worked)("orders_workers") == 1
