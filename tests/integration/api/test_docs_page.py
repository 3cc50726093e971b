"""The page at /docs in a real browser, and samples of it as somebody runs them who has copied them."""

import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from flows.api.docs_page.sample_request import HOST
from schemas.ids import ProjectKey
from tests.support.worlds.api_world import ApiWorld, Caller
from tests.support.worlds.outside.browser import browser

pytestmark = pytest.mark.xdist_group("api")


@pytest.fixture(scope="module")
def caller(api: ApiWorld) -> Iterator[Caller]:
    with api.caller(ProjectKey("acme", "docs")) as caller:
        yield caller


def sample(caller: Caller, method: str, path: str, label: str) -> str:
    """As somebody has it who has put his host and his keys in."""
    operation = caller.get("/openapi.json").json()["paths"][path][method]
    [source] = [each["source"] for each in operation["x-codeSamples"] if each["label"] == label]
    here = str(caller.base_url).rstrip("/")
    for placeholder, value in [(HOST, here), ("YOUR-APP-ID", caller.headers["X-App-Id"])]:
        source = source.replace(placeholder, value)
    return source.replace("YOUR-APP-TOKEN", caller.headers["X-App-Token"])


@pytest.mark.parametrize(
    ("method", "path", "shown"),
    [
        ("post", "/v1/customers", "ann@example.com"),
        ("put", "/v1/customers/{name}", "ann@example.com"),
        ("get", "/v1/customers", "ann@example.com"),
        ("post", "/v1/products/{name}/skus", "Blue mug"),
        ("get", "/v1/events", "order.created"),
    ],
)
def test_a_sample_in_python_runs(caller, capsys, method, path, shown):
    caller.post("/v1/products", json={"source_id": "mug"}).raise_for_status()
    caller.post("/v1/orders", json={"amount": 5, "customer": {"source_id": "ann"}}).raise_for_status()
    exec(sample(caller, method, path, "Python"), {})
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize(
    ("program", "label"), [(("bash", "-c"), "curl"), (("node", "--input-type=module", "-e"), "JavaScript")]
)
def test_a_sample_in_a_shell_runs(caller, program, label):
    if not shutil.which("curl" if label == "curl" else program[0]):
        pytest.skip(f"there is no program for samples in {label} here")
    caller.post("/v1/products", json={"source_id": "mug"}).raise_for_status()
    source = sample(caller, "get", "/v1/products/{name}/history", label)
    run = subprocess.run([*program, source], capture_output=True, text=True, check=True, timeout=60)
    assert '"versions"' in run.stdout


@pytest.fixture(scope="module")
def page(caller: Caller) -> Iterator[Page]:
    with browser() as opened:
        page = opened.new_page()
        page.goto(f"{str(caller.base_url).rstrip('/')}/docs")
        yield page


def test_an_operation_is_tried_with_the_keys_that_were_entered(page, caller):
    page.click("button.authorize")
    for name in ("X-App-Id", "X-App-Token"):
        key = page.locator(".auth-container").filter(has_text=f"Name: {name}")
        key.locator("input").fill(caller.headers[name])
        key.get_by_role("button", name="Apply").click()
    page.locator(".btn-done").first.click()
    create = page.locator("#operations-customers-create_v1_customers_post")
    create.locator(".opblock-summary-control").click()
    assert create.locator(".code-samples .btn").all_inner_texts() == ["curl", "Python", "JavaScript"]
    create.get_by_role("button", name="JavaScript").click()
    assert f'apiUrl: "{str(caller.base_url).rstrip("/")}"' in create.locator(".code-samples code").inner_text()
    create.get_by_role("button", name="Try it out").click()
    create.get_by_role("button", name="Execute").click()
    status = create.locator(".live-responses-table td.response-col_status:not(.col_header)")
    assert status.inner_text().split() == ["200"]
    assert caller.get("/v1/customers/ann").status_code == httpx.codes.OK
