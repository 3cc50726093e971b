"""Which rows of a file are lines of orders, as the mapping's [rows] says; the others are left out and counted."""

import json

import polars as pl
import pytest

from schemas.mapping.mapping import Mapping
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines

FRAME = pl.DataFrame({"id": ["1", "2", "3", "4"], "status": ["paid", "Draft", " draft ", None]})


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ("", ["1", "2", "3", "4"]),
        ('keep = { column = "status", is = "paid" }', ["1"]),
        ('skip = { column = "status", is = "draft" }', ["1", "2", "4"]),
        ('skip = { column = "status", is = ["draft", "Draft"] }', ["1", "4"]),
        ('keep = { column = "status", is_not = "draft" }', ["1", "2", "4"]),
        ('keep = { column = "status", present = true }', ["1", "2", "3"]),
        ('skip = { column = "status", present = false }', ["1", "2", "3"]),
        ('keep = { column = "status", starts_with = ["pa", "Dr"] }', ["1", "2"]),
        ('skip = { column = "status", matches = "(?i)^draft" }', ["1", "4"]),
        ('skip = [{ column = "id", is = "1" }, { column = "status", is = "draft" }]', ["2", "4"]),
        ('keep = [{ column = "status", present = true }, { column = "id", is_not = "1" }]', ["2", "3"]),
        ('keep = { column = "status", present = true }\nskip = { column = "id", is = "1" }', ["2", "3"]),
        ('keep = { column = "id", is = "5" }', []),
    ],
)
def test_rows_are_kept_and_skipped_as_the_mapping_says(rows, ids):
    mapping = Mapping.from_toml(f'[order]\nsource_id = "id"\n[rows]\n{rows}\n', "m.toml")
    found = orders_from_lines(Lines(FRAME), mapping)
    assert [json.loads(raw)["source_id"] for raw in found.orders["raw"]] == ids
    left_out = FRAME.height - len(ids)
    assert [(warned.code, warned.count) for warned in found.warnings] == [("rows_left_out", left_out)] * bool(left_out)


OPTIONAL = """
required = ["id"]
[order]
source_id = "id"
created_at = ["at", "date"]
discount_amount = "less"
[items]
price = "price"
once_per = "number"
[order.metadata]
note = "note"
[money]
currency = "EUR"
[dates]
format = "%Y%m%d"
"""


@pytest.mark.parametrize(
    ("columns", "absent"),
    [
        (["id", "at", "less", "price", "number"], None),
        (["id", "date", "less", "price", "number"], None),
        (["id", "date", "price", "number"], "discount_amount"),
        (["id", "less", "price"], "created_at, items, once per number"),
    ],
)
def test_columns_that_a_mapping_need_not_have_are_missed_all_the_same(columns, absent):
    frame = pl.DataFrame({name: ["20240102"] for name in columns})
    found = orders_from_lines(Lines(frame), Mapping.from_toml(OPTIONAL, "m.toml"))
    assert [warned.message.split(": ")[1] for warned in found.warnings] == ([absent] if absent else [])


@pytest.mark.parametrize(
    ("name", "is_total"),
    [("Total", True), ("GRAND TOTAL:", True), ("Gesamtsumme", True), ("合計", True), ("Total-7", False), ("T", False)],
)
def test_a_line_of_totals_is_no_order(name, is_total):
    frame = pl.DataFrame({"id": ["1", name], "sum": ["5", "5"]})
    mapping = Mapping.from_toml('[order]\nsource_id = "id"\namount = "sum"\n[money]\ncurrency = "EUR"', "m.toml")
    found = orders_from_lines(Lines(frame), mapping).orders
    assert found["code"].to_list() == [None, "unexpected_value" if is_total else None]
