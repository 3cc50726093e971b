"""The page needs nothing but itself, and shows data as text."""

import re
from html.parser import HTMLParser

import pytest

from schemas.reports.reconciliation import Reconciliation, Sums
from tasks.report.facts import ImportLine, ReportFacts
from tasks.report.page import Reader, content_policy, render
from tasks.report.read import facts_of_import, facts_of_project
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.reported import FIRST, KEY, ORDERS, order, run_import

NOTHING_DRAWN = {"months": [], "statuses": [], "products": [], "rejects": [], "stages": {}}
EVIL = "<script>alert(1)</script>\"'&"


def facts(home, orders=ORDERS, currency: str | None = None) -> ReportFacts:
    run_import(home, orders)
    with open_warehouse(home, KEY) as con:
        return facts_of_import(con, KEY, FIRST, currency)


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> ReportFacts:
    return facts(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def text(found) -> str:
    return render(found)


class Tags(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def test_nothing_on_the_page_comes_from_elsewhere(text):
    page = Tags(text)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form"})
    assert [found for _, found in page.tags if "style" in found or any(name.startswith("on") for name in found)] == []
    targets = {
        value for _, found in page.tags for name, value in found.items() if name in ("href", "src", "xlink:href")
    }
    assert all(target.startswith("#") for target in targets)


def test_the_policy_is_of_the_style_that_is_there(text):
    assert re.search(r"url\(|@import", text) is None
    policy = next(each["content"] for each in Tags(text).named("meta") if each.get("http-equiv"))
    assert policy == content_policy()
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_links_lead_to_sections_and_no_id_is_there_twice(text):
    page = Tags(text)
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert {each["href"].removeprefix("#") for each in page.named("a")} <= set(ids)


def test_what_the_data_hold_is_text(tmp_path):
    item = {"source_id": EVIL, "related_object": "product", "amount": 5, "product": {"name": EVIL}}
    orders = [
        order(EVIL, "2024-01-05", 5, items=[item], metadata={"currency": EVIL}),
        {"source_id": EVIL, "amount": -1},
    ]
    text = render(facts(tmp_path, orders))
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(1)") >= 5


def test_each_chart_has_words_and_a_table_beside_it(text):
    page = Tags(text)
    charts = page.named("svg")
    assert len(charts) == 2 * 7  # months and products of two currencies, statuses, rejects, stages
    assert all(each["role"] == "img" and each["aria-label"] for each in charts)
    assert len(page.named("table")) == len(page.named("caption"))


def test_gaps_and_money_are_on_the_page(text):
    said = Tags(text).text
    for words in ("Feb 2024 – Apr 2024", "no orders in 3 months", "€1,234.50", "¥700", "Below the least allowed"):
        assert words in said, words


def test_a_page_about_nothing_is_a_page(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        page = Tags(render(facts_of_project(con, KEY)))
    assert "0 orders of 0 customers" in page.text
    assert page.named("svg") == []


def test_a_client_reads_no_path_in_the_list_of_imports(found):
    counts = {"preset": None, "done_count": 1, "failed_count": 0}
    line = ImportLine(id=FIRST, source="/secret/orders.csv", status="DONE", started_at=found.made_at, **counts)
    of_project = found.model_copy(update={"of_import": None, "imports": [line]})
    assert "/secret/orders.csv" in render(of_project)
    page = render(of_project, Reader.CLIENT)
    assert "/secret" not in page and "orders.csv" in page


def test_a_client_reads_no_path_of_this_machine(found, text):
    home = found.of_import.source.rpartition("/")[0]
    assert home in text
    page = render(found, Reader.CLIENT)
    assert home not in page
    assert f"{FIRST}.ndjson" in page and "/v1/async-actions/aa_" in page


def test_an_import_that_failed_says_why(found):
    failed = {
        "status": "FAILED",
        "error": "It is over the cap.",
        "detail": "It is over the cap of 5.",
        "hint": "Raise it.",
    }
    report = found.of_import.model_validate({**found.of_import.model_dump(), **failed})
    found = found.model_copy(update={"of_import": report, **NOTHING_DRAWN})
    assert "It is over the cap of 5." in render(found)
    assert "It is over the cap. " in re.sub(r"\s+", " ", render(found, Reader.CLIENT))


@pytest.mark.parametrize(("stored", "words"), [(5, "Source and store agree"), (4, "1 difference")])
def test_a_reconciliation_says_whether_source_and_store_agree(found, stored, words):
    sums = Sums(
        currency="EUR",
        status="PAID",
        month="2024-01",
        source_orders=1,
        source_amount=5,
        store_orders=1,
        store_amount=stored,
    )
    reconciliation = Reconciliation(
        row_count=1,
        imported_count=1,
        merged_count=0,
        rejected_count=0,
        stale_count=0,
        sums=[sums],
        differences=[] if sums.is_equal else [f"2024-01 PAID EUR: {EVIL}"],
    )
    report = found.of_import.model_copy(update={"reconciliation": reconciliation})
    assert words in Tags(render(found.model_copy(update={"of_import": report, **NOTHING_DRAWN}))).text
