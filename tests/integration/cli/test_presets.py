"""`orders presets`, `orders preset show` and `orders mapping suggest`, as a shell sees them."""

import json
import tomllib

import pytest
from typer.testing import CliRunner

from flows.cli.main import orders_app
from schemas.errors import UsageError
from tests.integration.presets.stored import FIXTURES


@pytest.fixture
def run():
    def invoke(*words: str):
        result = CliRunner().invoke(orders_app(), list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_the_list_says_what_each_takes_and_leaves_out(run):
    listed = {each["name"]: each for each in json.loads(run("presets", "--json").stdout)}
    assert {"shopify", "woo-rest", "magento", "ebay"} <= listed.keys()
    assert all(each["takes"] and each["leaves_out"] and each["sure"] for each in listed.values())
    assert "etsy-orders" not in listed
    assert "magento" in run("presets").stdout


def test_a_preset_is_printed_as_it_is_shipped(run):
    assert tomllib.loads(run("preset", "show", "etsy").stdout)["order"]["created_at"] == "Sale Date"
    with pytest.raises(UsageError, match="The closest is etsy"):
        run("preset", "show", "etsi")


def test_a_preset_that_is_none_is_refused_before_anything_is_submitted(run, tmp_path, monkeypatch):
    monkeypatch.setenv("ORDERS_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="The closest is shopify"):
        run("submit", "orders.csv", "-t", "t", "-p", "p", "--preset", "shopfy")
    assert list(tmp_path.iterdir()) == []


def test_a_suggestion_is_data_and_what_comes_of_it_is_narration(run, tmp_path):
    source = tmp_path / "sales.csv"
    source.write_text("Order No,Date,Total\n1,2025-01-31,$5.00\n2,2025-02-01,$x\n")
    result = run("mapping", "suggest", str(source))
    assert tomllib.loads(result.stdout)["order"]["source_id"] == "Order No"
    assert "the file holds 2 orders" in result.stderr and "Nothing was imported" in result.stderr


def test_a_recognised_file_is_suggested_its_preset(run):
    result = run("mapping", "suggest", str(FIXTURES / "etsy.csv"))
    assert result.stdout.startswith("# etsy.csv is recognised and needs no mapping")
    assert "0 of them would be rejected" in result.stderr
