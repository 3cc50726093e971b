"""What an OpenDocument sheet shows of ids."""

import json

import pytest

from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tests.support.projects.workbooks import ods

ORDERS = '[order]\nsource_id = "Order"\namount = "Total"\nmetadata = "*"\n[money]\ncurrency = "EUR"'


def number(value: int, shown: str, more: str = "") -> str:
    opened = f'<table:table-cell office:value-type="float" office:value="{value}" {more}>'
    return f"{opened}<text:p>{shown}</text:p></table:table-cell>"


EMPTY = '<table:table-cell table:number-columns-repeated="2"/>'
FORMULA = '<table:table-cell table:formula="of:=[.A1]"/>'


def read(folder, rows: list[list]) -> list[dict]:
    (folder / "x.ods").write_bytes(ods(rows))
    found = extract(str(folder / "x.ods"), mapping=Mapping.from_toml(ORDERS, "m.toml"))
    return [json.loads(row["raw"]) | {"fault": row["reason"]} for row in found.orders.to_dicts()]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (123, "00123", "00123"),
        (12345, "012-345", "012-345"),
        (7, "ORD-7", "ORD-7"),
        (0, "000", "000"),
        (1001, "#1001", "#1001"),
        (123, "123", 123),
        (123, "123.00", 123),
        (0, "0,00", 0),
        (1234567, "1.234.567", 1234567),
        (1234567, "12,34,567", 1234567),
        (5, "5 €", 5),
        (5, "€ 5", 5),
        (5, "5 pcs", 5),
        (500, "5.00E+02", 500),
    ],
)
def test_an_id_is_what_the_sheet_shows(tmp_path, value, shown, text):
    header, row = ["Order", "Total", "Note"], ["A", number(5, "0005"), number(value, shown)]
    [order] = read(tmp_path, [header, row])
    assert (order["amount"], order["metadata"]) == (500, {"Note": text})


def test_rows_and_cells_that_are_alike_are_written_once(tmp_path):
    rows = [["x"], ["Order", "Total", "a", "b", "c"], ["A", 1, EMPTY, number(7, "007")]]
    twice = 'table:number-columns-repeated="2"'
    rows.append(["B", 1, number(8, "008", twice), 9])
    found = read(tmp_path, rows)
    assert [order["metadata"] for order in found] == [{"c": "007"}, {"a": "008", "b": "008", "c": 9}]


def test_a_formula_without_a_value_rejects_its_order(tmp_path):
    found = read(tmp_path, [["Order", "Total"], ["A", 1], ["B", FORMULA]])
    assert found[0]["fault"] is None
    assert found[1]["fault"].startswith("the formula in Total has no value yet")
