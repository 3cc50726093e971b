"""Cells of workbooks: numbers among texts, errors, times of day, and days that are counted from 1904."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tests.support.projects.workbooks import xlsx

ORDERS = """
[order]
source_id = "Order"
created_at = { join = ["Day", "Clock"] }
[items]
quantity = "Qty"
price = "Price"
[order.metadata]
note = "Note"
[money]
currency = "EUR"
decimal_separator = ","
thousands_separator = "."
[dates]
format = ["excel", "%d.%m.%Y %H:%M"]
"""
HEADER = ["Order", "Day", "Clock", "Qty", "Price", "Note"]
DAY = datetime(2024, 4, 2)


def read(folder: Path, rows: list[list], **options: object) -> list[dict]:
    (folder / "x.xlsx").write_bytes(xlsx({"Orders": [HEADER, *rows]}, **options))
    found = extract(str(folder / "x.xlsx"), mapping=Mapping.from_toml(ORDERS, "m.toml"))
    return [json.loads(row["raw"]) | {"fault": row["reason"]} for row in found.orders.to_dicts()]


@pytest.mark.parametrize(
    ("cell", "price", "fault"),
    [
        (1234.5, 123450, None),
        (0.1 + 0.2, 30, None),
        (1000, 100000, None),
        (1.234, "1,234", "'1,234' has more decimals than EUR has (2)"),
        ("1.234,50", 123450, None),
    ],
)
def test_numbers_among_texts_are_not_read_as_texts(tmp_path, cell, price, fault):
    found, text = read(tmp_path, [["a", DAY, None, 1, cell], ["b", DAY, None, 1, "1,50 €"]])
    assert (found["items"][0]["price"], found["fault"]) == (price, fault)
    assert text["items"][0]["price"] == 150


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["1", DAY, None, 1, "=1/0"], "#DIV/0! in Price is an error of the workbook, and no value"),
        (["1", DAY, None, 1, 5, "=1/0"], "#DIV/0! in Note is an error of the workbook, and no value"),
        (["1", time(8, 20), None, 1, 5], "'08:20:00' is not a time written as"),
        (["1", DAY, None, timedelta(hours=30), 5], "'1900-01-01 06:00:00' is not a whole number"),
    ],
)
def test_a_cell_without_a_usable_value_rejects_its_order(tmp_path, row, fault):
    found, other = read(tmp_path, [row, ["2", DAY, time(8, 20), 1, 5, "x"]])
    assert found["fault"].startswith(fault)
    assert (other["fault"], other["created_at"]) == (None, "2024-04-02T08:20:00Z")


@pytest.mark.parametrize(("is_1904", "days"), [(True, 43922.25), (False, 45384.25)])
def test_days_are_counted_from_where_the_workbook_says(tmp_path, is_1904, days):
    [number, date] = read(tmp_path, [["1", days, None, 1, 5], ["2", DAY, time(6), 1, 5]], date_1904=is_1904)
    assert (number["created_at"], date["created_at"]) == ("2024-04-02T06:00:00Z", "2024-04-02T06:00:00Z")


def test_a_line_that_is_empty_but_for_an_error_is_one(tmp_path):
    orders = read(tmp_path, [["1", DAY, None, 1, 5], [], [None, None, None, None, "=1/0"]])
    assert [order["fault"] for order in orders] == [None, "the line names no order"]
