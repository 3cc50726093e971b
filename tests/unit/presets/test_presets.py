"""Files as shops export them become the orders that a plain computation over the same file finds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.cli.format_pages import FOLDER, format_pages
from schemas.presets.catalogue import presets
from tests.unit.presets import truth_apis, truth_shopify
from tests.unit.presets.stored import FIXTURES, Orders, customers, net_per_month


@dataclass(frozen=True)
class Case:
    """A file, the preset it is for, and what is true of it."""

    file: str
    preset: str
    truth: Callable[[Path], Orders]


CASES = [
    Case("shopify.csv", "shopify", truth_shopify.orders_csv),
    Case("shopify_bulk.jsonl", "shopify-bulk", truth_shopify.bulk),
    Case("shopify_graphql_edges.json", "shopify-graphql", truth_shopify.graphql_edges),
    Case("shopify_graphql_nodes.json", "shopify-graphql", truth_shopify.graphql_nodes),
    Case("shopify_rest.json", "shopify-rest", truth_shopify.rest_document),
    Case("shopify_rest.ndjson", "shopify-rest", truth_shopify.rest_lines),
    Case("woo_rest.json", "woo-rest", truth_apis.woo),
    Case("magento.json", "magento", truth_apis.magento),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_is_recognised_and_becomes_the_orders_that_it_holds(case, project):
    truth = case.truth(FIXTURES / case.file)
    report = project.load(FIXTURES / case.file)
    assert (report.preset, report.failed) == (case.preset, [])
    assert project.orders() == truth
    assert {key for (key,) in project.rows("SELECT source_id FROM customers")} == customers(truth)
    assert net_per_month(project.orders()) == net_per_month(truth)


def test_every_preset_has_a_file():
    shipped = {name for name, mapping in presets().items() if mapping.preset and not mapping.preset.instead}
    assert {case.preset for case in CASES} == shipped


def test_the_pages_of_formats_are_up_to_date():
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == format_pages(), "run `make docs`"
