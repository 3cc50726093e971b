"""Files as shops export them become the orders that a plain computation over the same file finds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.cli.reference.format_pages import FOLDER, format_pages
from flows.imports.markdown import report_markdown
from schemas.presets.catalogue import preset_text, presets, read_as
from schemas.presets.facts import NOTHING_SAID, FileFacts
from tests.integration.presets import truth_apis, truth_markets, truth_shopify, truth_shops, truth_woo
from tests.integration.presets.stored import FIXTURES, Orders, customers, net_per_month


@dataclass(frozen=True)
class Case:
    """A file, the preset it is for, and what is true of it."""

    file: str
    preset: str
    truth: Callable[[Path], Orders]
    facts: FileFacts = NOTHING_SAID


USD, EUR = FileFacts(currency="USD"), FileFacts(currency="EUR")
CASES = [
    Case("shopify.csv", "shopify", truth_shopify.orders_csv),
    Case("shopify_bulk.jsonl", "shopify-bulk", truth_shopify.bulk),
    Case("shopify_graphql_edges.json", "shopify-graphql", truth_shopify.graphql_edges),
    Case("shopify_graphql_nodes.json", "shopify-graphql", truth_shopify.graphql_nodes),
    Case("shopify_rest.json", "shopify-rest", truth_shopify.rest_document),
    Case("shopify_rest.ndjson", "shopify-rest", truth_shopify.rest_lines),
    Case("woo_rest.json", "woo-rest", truth_apis.woo),
    Case("woo_advanced.csv", "woo-advanced", truth_woo.advanced, FileFacts(currency="EUR", time_zone="Europe/Berlin")),
    Case("woo_webtoffee.csv", "woo-webtoffee", truth_woo.webtoffee),
    Case("woo_webtoffee_rows.csv", "woo-webtoffee-rows", truth_woo.webtoffee_rows),
    Case("woo_skyverge.csv", "woo-skyverge", truth_woo.skyverge),
    Case("woo_skyverge_rows.csv", "woo-skyverge-rows", truth_woo.skyverge_rows),
    Case("magento.json", "magento", truth_apis.magento),
    Case("square_items.csv", "square-items", truth_markets.square, USD),
    Case("amazon.txt", "amazon", truth_markets.amazon),
    Case("etsy.csv", "etsy", truth_markets.etsy),
    Case("bigcommerce.csv", "bigcommerce", truth_shops.bigcommerce, FileFacts(date_format="%d/%m/%Y")),
    Case("stripe_old.csv", "stripe", truth_markets.stripe),
    Case("stripe_new.csv", "stripe", truth_markets.stripe),
    Case("squarespace.csv", "squarespace", truth_shops.squarespace),
    Case("ebay.csv", "ebay", truth_markets.ebay, USD),
    Case("wix.csv", "wix", truth_shops.wix),
    Case("tiktok_shop.csv", "tiktok-shop", truth_markets.tiktok, USD),
    Case("prestashop.csv", "prestashop", truth_shops.prestashop, EUR),
    Case("prestashop_fr.csv", "prestashop-fr", truth_shops.prestashop, EUR),
    Case("voucherify.json", "voucherify", truth_shops.voucherify),
    Case("voucherify.csv", "voucherify-csv", truth_shops.voucherify_csv),
]


# separators and places of records that are not in their mappings
UNUSUAL = ("shopify_rest.json", "shopify_rest.ndjson", "amazon.txt", "ebay.csv", "prestashop.csv")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_file_is_recognised_and_becomes_the_orders_that_it_holds(case, project):
    truth = case.truth(FIXTURES / case.file)
    report = project.load(FIXTURES / case.file, facts=case.facts)
    assert (report.preset, report.failed) == (case.preset, [])
    assert project.orders() == truth
    assert {key for (key,) in project.rows("SELECT source_id FROM customers")} == customers(truth)
    assert net_per_month(project.orders()) == net_per_month(truth)


def test_every_preset_has_a_file():
    shipped = {name for name, mapping in presets().items() if mapping.order}
    assert {case.preset for case in CASES} == shipped


def test_the_pages_of_formats_are_up_to_date():
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == format_pages(), "run `make docs`"


@pytest.mark.parametrize("case", [case for case in CASES if case.file in UNUSUAL], ids=lambda case: case.file)
def test_a_preset_that_was_printed_is_a_mapping_that_does_the_same(case, project, tmp_path):
    own = tmp_path / "mine.toml"
    own.write_text(preset_text(case.preset), encoding="utf-8")
    report = project.load(FIXTURES / case.file, mapping=str(own), facts=case.facts)
    assert (report.preset, report.failed) == (None, [])
    assert project.orders() == case.truth(FIXTURES / case.file)


def test_a_report_names_the_format_and_what_has_to_be_known_of_it(project):
    report = project.load(FIXTURES / "amazon.txt")
    said = "Read as Amazon's all-orders report, tab-separated (preset amazon). This report names no buyers"
    assert read_as(report.preset).startswith(said)
    assert said in report_markdown(report)
    assert (read_as(None), read_as("gone")) == ("", "")
