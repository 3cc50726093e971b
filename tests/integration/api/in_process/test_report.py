"""The page about an import over HTTP: HTML that a browser may do nothing with but show it."""

import re
from datetime import timedelta

import pytest

from schemas.ids import ProjectKey
from tasks.intake.report_links import make_report_token
from tests.support.projects.reported import FIRST, KEY, ORDERS, SECOND, run_import
from tests.support.worlds.asgi_api import asgi_caller

REPORT = f"/v1/async-actions/aa_{FIRST.removeprefix('imp_')}/report"


@pytest.fixture
async def caller(tmp_path):
    run_import(tmp_path, ORDERS)
    async with asgi_caller(tmp_path, KEY) as caller:
        yield caller


async def test_it_is_a_page_under_a_strict_policy(caller):
    answer = await caller.get(REPORT)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "<h1>4 orders imported, 3 rejected</h1>" in answer.text


@pytest.mark.parametrize(
    ("path", "code", "details"),
    [
        (REPORT.replace(FIRST[4:], SECOND[4:]), 404, "There is nothing to report of aa_2+: it has not begun"),
        ("/v1/async-actions/aa_1/report", 404, "Cannot find async action with id aa_1."),
        (f"{REPORT}?currency=eur", 400, "currency: 'eur' is not a currency of ISO 4217"),
    ],
)
async def test_what_cannot_be_shown_is_an_error_of_the_usual_shape(caller, path, code, details):
    answer = await caller.get(path)
    assert answer.status_code == code
    assert re.match(details, answer.json()["details"])


async def test_the_project_has_a_page_too(caller):
    answer = await caller.get("/v1/report", params={"currency": "EUR"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"{KEY}" in answer.text


@pytest.mark.parametrize(("linked", "days", "code"), [(FIRST, 1, 200), (SECOND, 1, 401), (FIRST, -1, 401)])
async def test_a_link_opens_one_page_for_its_days_without_keys(caller, tmp_path, linked, days, code):
    token = make_report_token(tmp_path, KEY, linked, timedelta(days=days))
    keys = {name: caller.headers.pop(name) for name in ("X-App-Id", "X-App-Token")}
    opened, without = await caller.get(REPORT, params={"token": token}), await caller.get(REPORT)
    assert (opened.status_code, without.status_code) == (code, 401)
    elsewhere = [f"/v1/async-actions/aa_{FIRST[4:]}", "/v1/report", "/v1/orders"]
    assert {(await caller.get(path, params={"token": token})).status_code for path in elsewhere} <= {400, 401}
    assert (await caller.get(REPORT, headers=keys)).status_code == 200


async def test_who_follows_no_link_of_ours_is_told_so(caller):
    answer = await caller.get(REPORT, params={"token": "x"})
    assert (answer.status_code, answer.json()["key"]) == (401, "unauthorized")
    assert answer.json()["details"].startswith("This link has expired, or is not whole;")


async def test_another_project_does_not_see_it(caller, tmp_path):
    async with asgi_caller(tmp_path, ProjectKey("acme", "other")) as other:
        assert (await other.get(REPORT)).status_code == 404
