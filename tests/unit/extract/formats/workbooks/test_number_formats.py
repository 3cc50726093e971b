"""Numbers that were ids stay what the sheet shows, and formulas that nobody has computed are noticed."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tasks.extract.formats.workbooks.number_formats import shape_of
from tasks.extract.formats.workbooks.sheet_marks import Package
from tests.support.projects.workbooks import Shown, xlsx

ORDERS = """
[order]
source_id = "Order"
metadata = "*"
[customer]
source_id = "Client"
phone = "Phone"
[customer.address]
postal_code = "Zip"
[items]
source_id = "SKU"
quantity = "Qty"
price = "Price"
[money]
currency = "EUR"
"""
HEADER = ["Order", "Client", "Phone", "Zip", "SKU", "Qty", "Price", "Ean", "Points"]
PLAIN = ["1", "c", "+491", "10115", "sku", 1, 1, "ean", 1]


def read(folder: Path, rows: list[list], header: list[str] = HEADER, mapping: str = ORDERS) -> list[dict]:
    (folder / "x.xlsx").write_bytes(xlsx({"Notes": [["nothing"]], "Orders": [header, *rows]}))
    found = extract(str(folder / "x.xlsx"), mapping=Mapping.from_toml(mapping, "m.toml"))
    return [json.loads(row["raw"]) | {"fault": row["reason"]} for row in found.orders.to_dicts()]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000", 1234, "01234"),
        ("00000", 123456, "123456"),
        ("00000", 0, "00000"),
        ("000-000", 12345, "012-345"),
        (r"000\-00\-0000", 12345678, "012-34-5678"),
        (r"[<=9999999]###\-####;\(###\)\ ###\-####", 5551234, "555-1234"),
        (r"[<=9999999]###\-####;\(###\)\ ###\-####", 2125551234, "(212) 555-1234"),
        ('"ORD-"0', 7, "ORD-7"),
        ('"ORD-"0000', 7, "ORD-0007"),
        (r"\#0", 1001, "#1001"),
        ("[Red]000;[Blue]-000", 5, "005"),
        ("0##", 5, "005"),
        ("?0-0", 12, "1-2"),
    ],
)
def test_a_number_looks_as_its_format_says(code, number, shown):
    shape = shape_of(code)
    assert shape is not None
    frame = pl.DataFrame({"number": [number]}, schema={"number": pl.Int64})
    assert frame.select(shape.shown(pl.col("number"))).item() == shown


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        "#,##0",
        "0.00",
        "#,##0.00 [$€-407]",
        '"€"0',
        '"EUR "0',
        "$0",
        '0 "pcs"',
        "0%",
        "0.00E+00",
        "yyyy-mm-dd",
        "dd/mm/yyyy hh:mm",
        "[h]:mm",
        "# ?/?",
        "@",
        "",
        ";;;",
    ],
)
def test_formats_of_quantities_amounts_and_times_are_none_of_ids(code):
    assert shape_of(code) is None


def test_ids_are_what_the_sheet_shows_and_amounts_what_it_holds(tmp_path):
    row = [
        Shown(42, "000000"),
        Shown(7, '"C"000'),
        Shown(301234567, "0000 000000"),
        Shown(1067, "00000"),
        Shown(12345, "000-000"),
        Shown(2, "000"),
        Shown(19.5, "0000.00"),
        Shown(4006381333931, "0"),
        Shown(12, "#,##0.00"),
    ]
    [order] = read(tmp_path, [row])
    assert (order["fault"], order["source_id"]) == (None, "000042")
    assert order["customer"] == {"source_id": "C007", "phone": "0301 234567", "address": {"postal_code": "01067"}}
    assert order["items"] == [{"source_id": "012-345", "quantity": 2, "price": 1950}]
    assert order["metadata"] == {"Ean": 4006381333931, "Points": 12}


@pytest.mark.parametrize(
    ("cell", "source_id"),
    [
        (Shown(12, "00000"), "00012"),
        ("A-1", "A-1"),
        (12, "12"),
        (Shown(1.5, "00000"), "1.5"),
        (Shown(-3, "00000"), "-3"),
    ],
)
def test_a_column_of_several_types_holds_ids_of_several_looks(tmp_path, cell, source_id):
    rows = [["x", *PLAIN[1:]], [cell, *PLAIN[1:]]]
    assert read(tmp_path, rows)[1]["source_id"] == source_id


def test_where_a_table_begins_does_not_matter(tmp_path):
    rows = [["", "", *PLAIN[:-1], Shown(1, "000")], [], ["", "", Shown(2, "000"), *PLAIN[1:]]]
    (tmp_path / "x.xlsx").write_bytes(xlsx({"Orders": [[], ["", "Report"], [], ["", "", *HEADER], *rows]}))
    found = extract(str(tmp_path / "x.xlsx"), mapping=Mapping.from_toml(ORDERS, "m.toml"))
    one, two = (json.loads(raw) for raw in found.orders["raw"])
    assert (one["metadata"], two["source_id"]) == ({"Ean": "ean", "Points": "001"}, "002")


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ((("<c r=", "<x:c r="), ("</c>", "</x:c>"), ("<row", "<x:row"), ("</row>", "</x:row>")), [1, 2]),
        (((' s="1"', ""), ('<c r="A2"', '<c s="1" r="A2"')), [1]),
        ((('"A2" s="1"', '"A2"\n s="1" t="n"'), ('"A3" s="1"', "'A3' s='1'")), [1, 2]),
        (((' s="1"', ' s="1" t="str"'),), []),
        ((("<row ", '<row s="1" customFormat="1" '),), [1, 2]),
    ],
)
def test_xml_may_be_written_in_other_ways(changes, rows):
    content = xlsx({"Orders": [["Order"], [Shown(42, "0000")], [Shown(43, "0000")]]})
    package = Package.of(edited(content, "xl/worksheets/sheet1.xml", changes))
    assert package is not None
    assert package.marks("Orders").shaped["row"].to_list() == rows


def test_a_sheet_is_looked_at_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.extract.formats.workbooks.sheet_marks._CHUNK", 100)
    found = read(tmp_path, [[Shown(at, "000"), *PLAIN[1:5], "=A1", *PLAIN[6:]] for at in range(9)])
    assert [order["source_id"] for order in found] == [f"00{at}" for at in range(9)]
    assert all(order["fault"].startswith("the formula in Qty has no value") for order in found)


def test_cells_that_do_not_say_where_they_stand_are_refused():
    content = edited(xlsx({"Orders": [["Order"], [Shown(42, "0000")]]}), "xl/worksheets/sheet1.xml", ((' r="A2"', ""),))
    package = Package.of(content)
    with pytest.raises(ImportAbortedError, match="sheet 'Orders' do not say where they stand"):
        package.marks("Orders")


FORMULA = '<c r="A2"><f>B2*2</f><v>0</v></c>'


@pytest.mark.parametrize(
    ("cell", "is_recomputed", "is_uncomputed"),
    [
        ("<c r='A2'><f>B2*2</f></c>", False, True),
        ("<c r='A2'><f>B2*2</f><v></v></c>", False, True),
        ("<c r='A2'><f>B2*2</f><v/></c>", False, True),
        ("<c r='A2' s='0'> <f t='shared' si='0'/> </c>", False, True),
        ("<c r='A2' t='str'><f>\"\"</f><v></v></c>", False, False),
        ("<c r='A2'><f>B2&gt;2</f><v>0</v></c>", False, False),
        ("<c r='A2'><f>B2*2</f><v>0</v></c>", True, True),
        ("<c r='A2'><f>B2*2</f><v>5</v></c>", True, False),
        ("<c r='A2'><v>5</v></c>", True, False),
    ],
)
def test_a_formula_without_a_value_is_noticed(cell, is_recomputed, is_uncomputed):
    content = xlsx({"Orders": [["Order"], ["=B2*2"]]})
    content = edited(content, "xl/worksheets/sheet1.xml", ((FORMULA, cell.replace("'", '"')),))
    if not is_recomputed:
        content = edited(content, "xl/workbook.xml", ((' fullCalcOnLoad="1"', ""),))
    package = Package.of(content)
    assert package.marks("Orders").faulty.rows() == ([(1, 0, "FORMULA")] if is_uncomputed else [])


TEXT_ID = "41111111111111101234"


@pytest.mark.parametrize(
    ("cell", "source_id", "fault"),
    [
        (4111111111111110, "4111111111111110", "Order holds a number of more than 15 digits, the last of which may be"),
        (TEXT_ID, TEXT_ID, None),
        (float(TEXT_ID), "41111111111111098368", "Order holds a number of more than 15 digits, the last of which may"),
        (411111111111111, "411111111111111", None),
        (datetime(2024, 4, 3), "2024-04-03 00:00:00", "Order holds a date, and no id; format its cells as text"),
        (Shown(45384, "m-d"), "2024-04-02 00:00:00", "Order holds a date, and no id; format its cells as text"),
    ],
)
def test_what_was_an_id_and_is_none_any_more_rejects_its_order(tmp_path, cell, source_id, fault):
    fine, found = read(tmp_path, [["A-1", *PLAIN[1:]], [cell, *PLAIN[1:]]])
    assert (found["source_id"], (found["fault"] or "")[: len(fault or "")]) == (source_id, fault or "")
    assert (fine["fault"] is None, found["fault"] is None) == (True, fault is None)


def test_a_column_of_dates_holds_no_ids(tmp_path):
    mapping = ORDERS.replace('source_id = "SKU"', 'source_id = ["SKU", "Ean"]')
    [order] = read(tmp_path, [[*PLAIN[:4], datetime(2024, 3, 4), *PLAIN[5:]]], mapping=mapping)
    assert order["fault"].startswith("SKU holds a date, and no id")


def test_a_date_may_be_a_part_of_an_id_and_a_long_number_an_amount(tmp_path):
    mapping = ORDERS.replace('source_id = "Order"', 'source_id = { join = ["Order", "Ean"], separator = "/" }')
    [order] = read(tmp_path, [[*PLAIN[:7], datetime(2024, 3, 4), 1234567890123450]], mapping=mapping)
    assert (order["fault"], order["source_id"]) == (None, "1/2024-03-04T00:00:00")


def test_only_formulas_in_columns_that_are_used_matter(tmp_path):
    rows = [[*PLAIN, "=A2"], ["=A2", *PLAIN[1:], 1]]
    fine, wrong = read(tmp_path, rows, [*HEADER, "Note"], ORDERS.replace('"*"', '{ "*" = { except = ["Note"] } }'))
    assert fine["fault"] is None
    said = "the formula in Order has no value yet; open the workbook, save it, and import it again"
    assert wrong["fault"] == said


def edited(content: bytes, name: str, changes: tuple[tuple[str, str], ...]) -> bytes:
    """The workbook with texts in one of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(buffer, "w") as written:
        for part in book.namelist():
            text = book.read(part).decode()
            for old, new in changes if part == name else ():
                assert old in text
                text = text.replace(old, new)
            written.writestr(part, text)
    return buffer.getvalue()
