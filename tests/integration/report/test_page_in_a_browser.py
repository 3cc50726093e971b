"""The page in a real browser: at each width, in light and dark, without a network, and as axe-core judges it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tasks.report.page import render
from tasks.report.read import facts_of_import
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.reported import FIRST, KEY, ORDERS, order, run_import
from tests.support.worlds.outside.browser import browser

LONG = "an-order-number-that-is-as-long-as-those-of-some-marketplaces-" * 3
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def chromium():
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    rich = order("rich", "2024-06-01", 2**53, metadata={"currency": "KWD"})
    run_import(home, [*ORDERS, rich, order(LONG, "2024-06-01", 5), {"source_id": LONG, "amount": -1}])
    with open_warehouse(home, KEY) as con:
        text = render(facts_of_import(con, KEY, FIRST))
    path = home / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(params=[(1280, "light"), (360, "light"), (360, "dark"), (1280, "dark")], ids=str)
def page(request, chromium, page_file):
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    opened = context.new_page()
    opened.asked, opened.complaints = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("console", lambda said: opened.complaints.append(said.text))
    opened.goto(page_file.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    yield opened
    context.close()


def test_it_is_whole_without_a_network_and_needs_no_scrolling_sideways(page, page_file):
    assert (page.asked, page.complaints) == ([page_file.as_uri()], [])
    wide = page.evaluate(
        "[...document.querySelectorAll('*')].filter(each => each.getBoundingClientRect().right > innerWidth)"
        ".map(each => each.outerHTML.slice(0, 80))"
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_to_complain_about(page):
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def test_one_of_two_drawings_is_seen_and_its_colours_are_those_of_the_scheme(page):
    seen = page.locator("#months .chart:visible")
    assert seen.count() == page.locator("#months .chart").count() / 2
    ink = page.evaluate("getComputedStyle(document.querySelector('.chart text')).fill")
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert abs(_brightness(ink) - _brightness(back)) > 150


def _brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return (red + green + blue) / 3
