"""An import's run in Prefect leads to the page: by its command, and by a link where people reach the API."""

import re

import pytest

from flows.imports import artifacts
from flows.imports.markdown import report_markdown
from tests.support.projects.reported import FIRST, ORDERS, run_import

PAGE = f"https://orders.example/base/v1/async-actions/aa_{FIRST.removeprefix('imp_')}/report"


@pytest.mark.parametrize(
    ("public_url", "links"),
    [(None, []), ("https://orders.example/base", [PAGE]), ("https://orders.example/base/", [PAGE])],
)
@pytest.mark.parametrize(("days", "token"), [("30", r"\?token=[\w-]{43}"), ("0", "")])
async def test_a_run_links_to_the_page_where_people_reach_the_api(
    tmp_path, monkeypatch, public_url, links, days, token
):
    made: list[tuple[str, object]] = []

    def keeper(kind: str):
        async def keep(value: object = None, *_: object, link: object = None, **__: object) -> None:
            made.append((kind, link or value))

        return keep

    for kind in ("markdown", "table", "link"):
        monkeypatch.setattr(artifacts, f"acreate_{kind}_artifact", keeper(kind))
    if public_url is not None:
        monkeypatch.setenv("ORDERS_PUBLIC_URL", public_url)
    monkeypatch.setenv("ORDERS_HOME", str(tmp_path))
    monkeypatch.setenv("ORDERS_REPORT_LINK_DAYS", days)
    await artifacts.leave_report(run_import(tmp_path, ORDERS))
    assert [kind for kind, _ in made] == ["markdown", "table", *(["link"] * len(links))]
    found = [str(value) for kind, value in made if kind == "link"]
    assert [re.sub(f"{token}$", "", link) for link in found] == links
    assert all(re.search(f"/report{token}$", link) for link in found)


def test_the_report_says_the_command(tmp_path):
    report = run_import(tmp_path, ORDERS)
    assert f"`orders report {FIRST} --tenant acme --project shop --open`" in report_markdown(report)
