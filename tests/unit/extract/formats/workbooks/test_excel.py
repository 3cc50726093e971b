"""Workbooks: the sheet, the header, and cells that stay what the sheet shows."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError, UsageError
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tests.support.projects.sources import raws
from tests.support.projects.workbooks import ods, xlsx

ORDERS = """
[order]
source_id = "Order"
created_at = "At"
amount = "Total"
metadata = "*"
[money]
currency = "EUR"
decimal_separator = ","
thousands_separator = "."
[dates]
format = ["%d.%m.%Y", "excel"]
"""
HEADER = ["Order", "At", "Total"]
AT = datetime(2024, 4, 2, 8, 20, 58)


def read(folder: Path, sheets: dict[str, list[list]], mapping: str = ORDERS, name: str = "x.xlsx") -> list[dict]:
    (folder / name).write_bytes(xlsx(sheets))
    found = extract(str(folder / name), mapping=Mapping.from_toml(mapping, "m.toml"))
    assert found.orders["reason"].drop_nulls().to_list() == []
    return [json.loads(raw) for raw in found.orders["raw"]]


@pytest.mark.parametrize(
    ("row", "order"),
    [
        ([1001, AT, 49.95], ("1001", "2024-04-02T08:20:58Z", 4995)),
        (
            [1234567890123, "2.4.2024", 10],
            ("1234567890123", "2024-04-02T00:00:00Z", 1000),
        ),
        (
            ["00123", 45384.34789351852, 0.1 + 0.2],
            ("00123", "2024-04-02T08:20:58Z", 30),
        ),
        (["#1", AT, "1.234,50 €"], ("#1", "2024-04-02T08:20:58Z", 123450)),
    ],
)
def test_a_cell_is_what_the_sheet_shows(tmp_path, row, order):
    [found] = read(tmp_path, {"Orders": [HEADER, row]})
    assert (found["source_id"], found["created_at"], found["amount"]) == order


def test_a_column_may_hold_cells_of_several_types(tmp_path):
    rows = [[1001, AT, 1], ["A-7", "3.4.2024", "2,50"], ["", 45384, 3]]
    found = read(tmp_path, {"Orders": [HEADER, *rows]}, ORDERS.replace('"Order"', '["Order", { constant = "none" }]'))
    assert [order["source_id"] for order in found] == ["1001", "A-7", "none"]
    assert [order["created_at"][:10] for order in found] == ["2024-04-02", "2024-04-03", "2024-04-02"]
    assert [order["amount"] for order in found] == [100, 250, 300]


def test_other_columns_keep_their_types(tmp_path):
    [order] = read(tmp_path, {"Orders": [[*HEADER, "Points", "Vip", "Note"], [1, AT, 1, 120, True, "x\ny"]]})
    assert order["metadata"] == {"Points": 120, "Vip": True, "Note": "x\ny"}


def test_the_header_is_found_and_the_footer_left_out(tmp_path):
    rows = [["Report of our shop"], [], HEADER, [1, AT, 1], [], [2, AT, 2], [], ["2 orders", "", 3], ["Shop: x"]]
    mapping = ORDERS + "[file]\nfooter = ['^(?P<orders>[0-9]+) orders', '^Shop:']"
    assert [order["source_id"] for order in read(tmp_path, {"Orders": rows}, mapping)] == ["1", "2"]
    with pytest.raises(ImportAbortedError, match="say that it holds 3 orders, and it holds 2"):
        read(tmp_path, {"Orders": [["3 orders"] if row[:1] == ["2 orders"] else row for row in rows]}, mapping)


TWO = {"2023": [HEADER, [1, AT, 1]], "Notes": [["nothing"]], "2024": [HEADER, [2, AT, 2]]}


@pytest.mark.parametrize(
    ("sheets", "file", "ids"),
    [
        (TWO, '[file]\nsheet = "2024"', ["2"]),
        (TWO, '[file]\nsheet = ["2024", "2023"]', ["2", "1"]),
        ({"a": [HEADER, [1, AT, 1]], "b": [HEADER, ["x", "3.4.2024", 2]]}, '[file]\nsheet = ["a", "b"]', ["1", "x"]),
        ({"a": [[], ["", "Report"], [], ["", *HEADER], ["", 1, AT, 1]]}, "", ["1"]),
        ({"Notes": [["nothing"]], "2024": [HEADER, [2, AT, 2]]}, "", ["2"]),
        ({"Empty": [], "2024": [HEADER, [2, AT, 2]]}, "", ["2"]),
    ],
)
def test_the_sheet_is_named_or_the_only_one_that_fits(tmp_path, sheets, file, ids):
    assert [order["source_id"] for order in read(tmp_path, sheets, ORDERS + file)] == ids


@pytest.mark.parametrize(
    ("sheets", "file", "message"),
    [
        (TWO, "", "several sheets with these columns: '2023', '2024'"),
        (TWO, '[file]\nsheet = "2025"', "has no sheet '2025'. Its sheets are '2023', 'Notes', '2024'"),
        ({"a": [["Order", "At"], [1, AT]]}, "", "The file has no column 'Total'"),
        ({"a": [[*HEADER, "Total"], [1, AT, 1, 2]]}, "", "more than one column called 'Total'"),
        ({"a": []}, "", "has nothing in its sheets"),
    ],
)
def test_a_workbook_that_does_not_fit_is_refused(tmp_path, sheets, file, message):
    with pytest.raises(ImportAbortedError, match=message):
        read(tmp_path, sheets, ORDERS + file)


def test_a_workbook_is_known_by_its_content_too(tmp_path):
    assert len(read(tmp_path, {"Orders": [HEADER, [1, AT, 1]]}, name="orders")) == 1


def test_an_open_document_is_a_workbook_too(tmp_path):
    (tmp_path / "x.ods").write_bytes(ods([["Order", "Total"], [1001, 49.95], ["A-2", 10]]))
    mapping = Mapping.from_toml('[order]\nsource_id = "Order"\namount = "Total"\n[money]\ncurrency = "EUR"', "m.toml")
    found = extract(str(tmp_path / "x.ods"), mapping=mapping)
    assert raws(found) == ['{"source_id":"1001","amount":4995}', '{"source_id":"A-2","amount":1000}']


def test_a_workbook_needs_a_mapping(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(xlsx({"Orders": [HEADER]}))
    with pytest.raises(UsageError, match="is a workbook, and nothing says which column is what"):
        extract(str(tmp_path / "x.xlsx"))


def test_what_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ImportAbortedError, match="is not a workbook that can be read"):
        extract(str(tmp_path / "x.xlsx"), mapping=Mapping.from_toml(ORDERS, "m.toml"))
