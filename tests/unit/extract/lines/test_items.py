"""Items: several in one line, in one cell or in columns of the same names; lines that hold none; checks of the sum."""

import json

import polars as pl
import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tests.support.projects.mapped import MONEY, faults, mapped, orders

WIDE = {
    "no": ["1", "2"],
    "item_1_sku": ["a", "c"],
    "item_1_qty": ["1", "3"],
    "item_2_sku": ["b", ""],
    "item_2_qty": ["2", ""],
}


def skus(order: dict) -> list[tuple]:
    return [(item.get("source_id"), item.get("quantity")) for item in order.get("items", [])]


@pytest.mark.parametrize(
    "items",
    [
        '[items]\nsource_id = "item_{n}_sku"\nquantity = "item_{n}_qty"\namount = { constant = 5 }',
        '[[items]]\nsource_id = "item_1_sku"\nquantity = "item_1_qty"\n'
        '[[items]]\nsource_id = "item_2_sku"\nquantity = "item_2_qty"',
    ],
)
def test_a_line_may_hold_several_items(items):
    assert [skus(order) for order in orders(WIDE, items)] == [[("a", 1), ("b", 2)], [("c", 3)]]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["0", "1"], ["a", "b"]),
        (["1", "3"], ["a", "b"]),
        (["01", "02"], ["a", "b"]),
        (["10", "9"], ["b", "a"]),
    ],
)
def test_items_are_numbered_as_the_header_says(numbers, expected):
    columns = {f"sku {number}": [sku] for number, sku in zip(numbers, ("a", "b"), strict=True)}
    [order] = orders(columns, '[items]\nsource_id = "sku {n}"\nquantity = { constant = 1 }')
    assert [item["source_id"] for item in order["items"]] == expected


def test_items_of_several_lines_keep_their_order():
    columns = {"no": ["1", "2", "1"], "a_1": ["p", "q", "r"], "a_2": ["s", "", "t"]}
    found = orders(columns, '[items]\nsource_id = "a_{n}"\nquantity = { constant = 1 }')
    assert [[item["source_id"] for item in order["items"]] for order in found] == [["p", "s", "r", "t"], ["q"]]


def test_a_fault_names_the_item_in_its_order():
    columns = {"no": ["1", "1"], "a_1": ["1", "1"], "a_2": ["", "x"]}
    [fault] = faults(columns, '[items]\nquantity = "a_{n}"')
    assert fault[1] == "$.items[2].quantity"


def test_columns_may_come_again_under_the_same_names():
    columns = {"no": ["S1", "S2"], "sku": ["a", "c"], "qty": ["1", "3"], "sku (2)": ["b", None], "qty (2)": ["2", None]}
    found = orders(columns, '[items]\nsame_names = true\nsource_id = "sku"\nquantity = "qty"')
    assert [skus(order) for order in found] == [[("a", 1), ("b", 2)], [("c", 3)]]


PARTS = 'source_id = "cell.sku"\nquantity = "cell.quantity"\n[items.cell]\ncolumn = "cell"\n'


@pytest.mark.parametrize(
    ("how", "cell", "expected"),
    [
        ("", "name:Mug|sku:a|quantity:2;name:Tee|sku:b|quantity:1", [("a", 2), ("b", 1)]),
        ("", "name:A | B: the mug|sku:a|quantity:2", [("a", 2)]),
        ("", "name:Mug|sku:|quantity:2;", [(None, 2)]),
        ('separator = "/"\npairs = ","\ncolon = "="', "sku=a,quantity=2/sku=b,quantity=1", [("a", 2), ("b", 1)]),
        ("pattern = '(?P<quantity>\\d+) x (?P<sku>\\w+)'", "2 x a, 1 x b", [("a", 2), ("b", 1)]),
        ("json = true", '[{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 1}]', [("a", 2), ("b", 1)]),
        ("", "", []),
        ("json = true", "[]", []),
    ],
)
def test_a_cell_may_hold_all_items(how, cell, expected):
    columns = {"cell": [cell], "total": ["5"]}
    [order] = orders(columns, f'order.amount = "total"\n[items]\n{PARTS}{how}\n{MONEY}')
    assert skus(order) == expected


def test_cells_with_an_item_each_may_be_numbered():
    columns = {"line_item_1": ["sku:a|quantity:1", "sku:c|quantity:3"], "line_item_2": ["sku:b|quantity:2", ""]}
    found = orders(columns, f"[items]\n{PARTS}".replace("cell.", "line_item_{n}.").replace('"cell"', '"line_item_{n}"'))
    assert [skus(order) for order in found] == [[("a", 1), ("b", 2)], [("c", 3)]]


@pytest.mark.parametrize(
    ("how", "cell", "expected"),
    [
        ("", "name:Mug; blue|sku:a|quantity:2;name:Tee|sku:b|quantity:1", [("a", 2), ("b", 1)]),
        ("", "sku:a|quantity:2|note:x;y;sku:b|quantity:1", [("a", 2), ("b", 1)]),
        ("", "sku: a |quantity:2; ;sku:b|quantity:1; ;", [("a", 2), ("b", 1)]),
        ("pattern = '(?P<quantity>\\d+) x (?P<sku>\\w+)'", "2 x a + 1 x b", [("a", 2), ("b", 1)]),
        ("json = true", '{"sku": "a", "quantity": 2}', [("a", 2)]),
        ("json = true", "null", []),
        ("", "Mug, 2 pieces", None),
        ("", "sku:a|quantity:1;and another one", None),
        ("", "quantity:1|sku:a;and another one", None),
        ("", "sku:a|quantity:1|quantity:2", None),
        ("", "http://x/y", None),
        ("pattern = '(?P<quantity>\\d+) x (?P<sku>\\w+)'", "2 x a and a voucher", None),
        ("json = true", "[{'sku': 'a'}]", None),
        ("json = true", '[{"sku": "a"}, 1]', None),
        ("json = true", '[{"sku": "a", "sku": "b"}]', None),
    ],
)
def test_a_cell_is_read_whole_or_its_order_is_rejected(how, cell, expected):
    columns = {"cell": [cell, ""], "total": ["5", "6"]}
    [order, other] = mapped(columns, f'order.amount = "total"\n[items]\n{PARTS}{how}\n{MONEY}').orders.to_dicts()
    assert (skus(json.loads(order["raw"])), order["code"]) == (
        expected or [],
        None if expected is not None else "unexpected_value",
    )
    assert other["reason"] is None


def test_a_line_that_is_a_summary_holds_no_item():
    columns = {"no": ["1", "1", "1"], "sku": ["", "a", "b"], "sold": ["3.00", "1.00", "2.00"], "paid": ["yes", "", ""]}
    mapping = '[order]\nmetadata.paid = "paid"\n[items]\namount = "sold"\nskip = { column = "sku", present = false }'
    [order] = orders(columns, mapping + MONEY)
    assert order["items"] == [{"amount": 100}, {"amount": 200}]
    assert order["metadata"] == {"paid": "yes"}


def test_only_lines_that_are_kept_hold_items():
    columns = {"no": ["1", "1"], "sku": ["a", "b"], "kind": ["parent", "child"]}
    [order] = orders(columns, '[items]\nsource_id = "sku"\nkeep = { column = "kind", is = "parent" }')
    assert skus(order) == [("a", None)]


def test_an_order_of_which_nothing_says_what_it_is_worth_is_refused():
    reason = "no line of it holds an item, and none an amount"
    found = faults({"sku": ["a", ""]}, '[items]\nsource_id = "sku"')
    assert found == [None, ("price_missing", "$.items", reason)]


ROWS = {"no": ["1", "2", "2", "3"], "mode": ["Live", "Test", "Live", "Live"], "total": ["1"] * 4}


@pytest.mark.parametrize(
    ("rows", "left", "count"),
    [
        ('keep = { column = "mode", is = "Live" }', ["1", "2", "3"], 1),
        ('skip = { column = "mode", is = "Test" }', ["1", "2", "3"], 1),
        ('keep = [{ column = "mode", is = "Live" }, { column = "no", is_not = "3" }]', ["1", "2"], 2),
        ('skip = [{ column = "mode", is = "Test" }, { column = "no", is = "3" }]', ["1", "2"], 2),
    ],
)
def test_rows_that_are_no_lines_are_left_out_and_counted(rows, left, count):
    found = mapped(ROWS, f'order.amount = "total"\n[rows]\n{rows}{MONEY}')
    assert [json.loads(raw)["source_id"] for raw in found.orders["raw"]] == left
    [warned] = found.warnings
    assert (warned.code, warned.count) == ("rows_left_out", count)


def test_an_order_that_says_what_is_not_expected_is_refused():
    columns = {"no": ["1", "1", "2", "3"], "store": ["Berlin", "Rome", "", " Hamburg "]}
    found = faults(columns, 'expect = { store = ["Berlin", "Hamburg"] }')
    reason = "'Rome' stands in store, where the mapping expects Berlin or Hamburg"
    assert found == [("unexpected_value", "$", reason), None, None]


CHECKED = {
    "no": ["1", "1", "2"],
    "price": ["2.50", "1.00", "4"],
    "qty": ["2", "", "1"],
    "less": ["1.00", "", ""],
    "back": ["5.00", "", ""],
    "Subtotal": ["5.00", "", "4.01"],
}
CHECK = f"""
[order]
discount_amount = "less"
refunded_amount = "back"
[items]
price = "price"
quantity = "qty"
[[check]]
column = "Subtotal"
{MONEY}
"""


def test_an_order_must_come_to_what_the_file_says():
    reason = "the order's total amount is 400 in the smallest unit, and Subtotal says 401"
    assert faults(CHECKED, CHECK) == [None, ("check_failed", "$.amount", reason)]


def test_a_check_may_only_warn():
    found = mapped(CHECKED, CHECK.replace('"Subtotal"\n', '"Subtotal"\notherwise = "warn"\n'))
    assert found.orders["reason"].to_list() == [None, None]
    [warned] = found.warnings
    assert (warned.code, warned.count, warned.rows) == ("check_failed", 1, [2])


@pytest.mark.parametrize(("total", "is_right"), [("6.00", True), ("5.00", False), ("", True)])
def test_a_check_may_be_of_the_amount_before_discounts(total, is_right):
    mapping = CHECK.replace('"Subtotal"\n', '"Subtotal"\nequals = "amount"\n')
    columns = {name: cells[:2] for name, cells in CHECKED.items()} | {"Subtotal": [total, ""]}
    assert (faults(columns, mapping) == [None]) is is_right


@pytest.mark.parametrize(("claim", "is_right"), [("2", True), ("3", False)])
def test_a_file_must_have_as_many_orders_as_it_says(claim, is_right):
    lines = Lines(pl.DataFrame({"no": ["1", "2", "2"]}), totals={"orders": claim, "rows": "3"})
    mapping = Mapping.from_toml('order.source_id = "no"', "m.toml")
    if is_right:
        assert orders_from_lines(lines, mapping).orders.height == 2
    else:
        with pytest.raises(ImportAbortedError, match="say that it holds 3 orders, and it holds 2"):
            orders_from_lines(lines, mapping)


@pytest.mark.parametrize(("number", "ids"), [("", [None] * 3), ("source_id = { row = true }", ["1", "2", "3"])])
def test_each_line_may_be_an_order(number, ids):
    lines = Lines(pl.DataFrame({"who": ["a", "b", "b"], "total": ["1", "2", "3"]}))
    text = f'[order]\n{number}\namount = "total"\n[customer]\nsource_id = "who"\n{MONEY}'
    found = [json.loads(raw) for raw in orders_from_lines(lines, Mapping.from_toml(text, "m.toml")).orders["raw"]]
    assert [order.get("source_id") for order in found] == ids
    assert [order["amount"] for order in found] == [100, 200, 300]


@pytest.mark.parametrize(
    ("required", "is_refused"), [("", True), ('required = ["no"]\n', False), ('required = ["a"]\n', True)]
)
def test_only_required_columns_must_be_there(required, is_refused):
    mapping = f'{required}order.metadata = {{ a = "a", b = "b" }}'
    if is_refused:
        with pytest.raises(ImportAbortedError, match=r"no column 'a', which the mapping names for metadata\.a"):
            mapped({"b": ["x"]}, mapping)
    else:
        assert orders({"b": ["x"]}, mapping)[0]["metadata"] == {"b": "x"}


@pytest.mark.parametrize(
    ("names", "further", "rest"),
    [
        (("sku", "qty"), ("sku_1", "qty_1"), ""),
        (("sku", "qty"), ("sku (2)", "qty (2)"), ""),
        (("item_1_sku", "item_1_qty"), ("item_2_sku", "item_2_qty"), ""),
        (("item_1_sku", "item_1_qty"), ("item_2_sku", "item_2_qty"), 'order.metadata.x = ["item_2_sku", "item_2_qty"]'),
        (("sku", "qty"), ("sku_1", "box"), ""),
    ],
)
def test_further_items_are_not_left_out_without_a_word(names, further, rest):
    mapping = f'{rest}\n[items]\nsource_id = "{names[0]}"\nquantity = "{names[1]}"\namount = {{ constant = 5 }}'
    full = {names[0]: ["a"], names[1]: ["1"], further[0]: ["b"], further[1]: ["2"]}
    empty = {**full, further[0]: [""], further[1]: [None]}
    assert skus(orders(empty, mapping)[0]) == [("a", 1)]
    if rest or "box" in further:
        assert skus(orders(full, mapping)[0]) == [("a", 1)]
    else:
        with pytest.raises(ImportAbortedError, match="has further items in the columns"):
            orders(full, mapping)
