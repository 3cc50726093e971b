"""Exports that a spreadsheet has saved as a workbook: its times are days since 1900, its numbers are numbers."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from schemas.presets.facts import FileFacts
from tests.integration.presets import truth_shopify, truth_woo
from tests.integration.presets.stored import FIXTURES, customers

_DAY_ZERO = datetime(1899, 12, 30)
_PATTERNS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M")


def as_workbook(source: Path, path: Path, *, serial: bool) -> Path:
    """The same rows in a workbook; times as dates of the spreadsheet, or as bare serial numbers."""
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("orders_export_1")
    dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            when = _time(text)
            if when is not None and serial:
                sheet.write_number(at, column, (when - _DAY_ZERO).total_seconds() / 86_400)
            elif when is not None:
                sheet.write_datetime(at, column, when, dated)
            elif _is_number(text):
                sheet.write_number(at, column, float(text))
            elif text:
                sheet.write_string(at, column, text)
    book.close()
    return path


def _time(text: str) -> datetime | None:
    """The time in UTC, as a clock there shows it."""
    for pattern in _PATTERNS:
        try:
            read = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return not text.startswith("0") or text.startswith("0.") or text == "0"


@pytest.mark.parametrize("serial", [False, True])
def test_shopifys_orders_in_a_workbook_are_those_of_the_csv(project, tmp_path, serial):
    report = project.load(as_workbook(FIXTURES / "shopify.csv", tmp_path / "orders.xlsx", serial=serial))
    assert (report.preset, report.failed, report.format) == ("shopify", [], "excel")
    assert project.orders() == truth_shopify.orders_csv(FIXTURES / "shopify.csv")


def test_the_default_output_of_the_woocommerce_exporter_is_a_workbook(project, tmp_path):
    path = as_workbook(FIXTURES / "woo_advanced.csv", tmp_path / "orders.xlsx", serial=False)
    report = project.load(path, facts=FileFacts(currency="EUR", time_zone="Europe/Berlin"))
    truth = truth_woo.advanced(FIXTURES / "woo_advanced.csv")
    assert (report.preset, report.failed) == ("woo-advanced", [])
    assert (project.orders(), len(customers(truth))) == (truth, 3)
