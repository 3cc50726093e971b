"""Values: where they come from, and what is done to their texts."""

from datetime import timedelta

import pytest

from schemas.errors import ImportAbortedError
from tests.support.projects.mapped import MONEY, faults, metadata, orders


@pytest.mark.parametrize(
    ("value", "columns", "expected"),
    [
        ('"a"', {"a": ["x", "", None]}, ["x", None, None]),
        ('["a", "b"]', {"a": ["x", "", None], "b": ["y", "y", ""]}, ["x", "y", None]),
        ('["a", { constant = 7 }]', {"a": ["x", ""]}, ["x", 7]),
        ('{ join = ["a", "b"] }', {"a": ["Ann", "", ""], "b": ["Lee", "Lee", ""]}, ["Ann Lee", "Lee", None]),
        ('{ join = ["a", "b"], separator = "" }', {"a": ["1"], "b": ["2"]}, ["12"]),
        ('{ join = ["a", { constant = "!" }] }', {"a": ["x", ""]}, ["x !", "!"]),
        ('{ join = ["a", { constant = 5 }], separator = "-" }', {"a": ["x"]}, ["x-5"]),
        ('{ row = true, prefix = "till-" }', {"a": ["x", "y"]}, ["till-1", "till-2"]),
        ("{ constant = { deep = [1] } }", {"a": ["x"]}, [{"deep": [1]}]),
        ('{ column = "a", trim = true }', {"a": ["\u00a0x y\t", "  "]}, ["x y", None]),
        ('{ column = "a", absent = "--" }', {"a": ["--", "-"]}, [None, "-"]),
        ('{ column = "a", strip_prefix = "\'" }', {"a": ["'01234", "5", "'"]}, ["01234", "5", None]),
        ('{ column = "a", strip_prefix = ["#", "AA"] }', {"a": ["#AA1"]}, ["1"]),
        ('{ column = "a", strip_suffix = ".0" }', {"a": ["7.0", "7.00"]}, ["7", "7.00"]),
        ('{ column = "a", pattern = "[0-9]+-([A-Z]+)" }', {"a": ["1-AB", "AB"]}, ["AB", None]),
        ('{ column = "a", lower = true }', {"a": ["Ann@X.com"]}, ["ann@x.com"]),
        ('{ column = "a", map = { x = "1" }, otherwise = "2" }', {"a": ["x", "y", ""]}, ["1", "2", None]),
        ('{ column = "a", lower = true, map = { x = "1" } }', {"a": ["X"]}, ["1"]),
        ('{ column = "a", present = "yes" }', {"a": ["x", ""]}, ["yes", None]),
        ('{ first = ["a", "b"], lower = true, strip_prefix = "\'" }', {"a": ["'X", ""], "b": ["Y", "Y"]}, ["x", "y"]),
        ('["a", { column = "b", lower = true }]', {"a": ["X", ""], "b": ["Y", "Y"]}, ["X", "y"]),
    ],
)
def test_a_value_comes_from_its_columns(value, columns, expected):
    assert metadata(columns, value) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('is = "x"', [True, False, False]),
        ('is = ["x", "y z"]', [True, True, False]),
        ('is_not = "x"', [False, True, True]),
        ("present = true", [True, True, False]),
        ("present = false", [False, False, True]),
        ('starts_with = "y"', [False, True, False]),
        ('matches = "^.$"', [True, False, False]),
        ('is_not = "x", present = true', [False, True, False]),
    ],
)
def test_a_value_has_a_condition(condition, holds):
    found = metadata({"a": [" x", "y z ", ""]}, f'{{ constant = 1, when = {{ column = "a", {condition} }} }}')
    assert [value == 1 for value in found] == holds


STATUS = """
status = [
  { column = "cancelled", present = "CANCELED" },
  { column = "paid", map = { refunded = "CANCELED" } },
  { column = "sent", map = { yes = "FULFILLED" }, when = { column = "paid", is = "paid" } },
  { column = "paid", map = { paid = "PAID", pending = "CREATED" } },
]
"""


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        (("2020-01-01", "paid", "yes"), "CANCELED"),
        (("", "refunded", "yes"), "CANCELED"),
        (("", "paid", "yes"), "FULFILLED"),
        (("", " paid ", "no"), "PAID"),
        (("", "pending", "yes"), "CREATED"),
        (("", "", ""), None),
    ],
)
def test_a_status_is_the_first_that_matches(cells, status):
    columns = {name: [cell] for name, cell in zip(("cancelled", "paid", "sent"), cells, strict=True)}
    [order] = orders(columns, f"[order]{STATUS}")
    assert order.get("status") == status


def test_a_status_that_no_map_lists_is_refused():
    columns = {"cancelled": [""], "paid": ["chargeback"], "sent": [""]}
    reason = "'chargeback' is none of the texts that the mapping lists"
    assert faults(columns, f"[order]{STATUS}") == [("unknown_value", "$.status", reason)]


def test_a_status_without_a_map_is_one_of_ours_or_refused():
    columns = {"a": ["PAID", "paid"]}
    [good, bad] = faults(columns, '[order]\nstatus = "a"')
    assert (good, bad[:2]) == (None, ("unknown_value", "$.status"))
    assert bad[2].endswith("say with a map what it means")


@pytest.mark.parametrize(
    ("type", "cell", "value"),
    [
        ("text", "120", "120"),
        ("number", " 120 ", 120),
        ("number", "-0.50", -0.5),
        ("number", "007", 7),
        ("boolean", "TRUE", True),
        ("boolean", "no", False),
        ("boolean", "1", True),
        ("money", "$1.5", 150),
        ("time", "2020-01-31 10:00", "2020-01-31T10:00:00Z"),
        ("json", '{"a": [1, null]}', {"a": [1, None]}),
    ],
)
def test_metadata_has_types(type, cell, value):
    rest = MONEY + '[dates]\nformat = "%Y-%m-%d %H:%M"'
    assert metadata({"a": [cell, ""]}, f'{{ column = "a", type = "{type}" }}', rest) == [value, None]


@pytest.mark.parametrize(
    ("type", "cell", "reason"),
    [
        ("number", "12x", "is not a number"),
        ("boolean", "perhaps", "is not true or false, yes or no, 1 or 0"),
        ("money", "12x", "is not an amount of money such as 1.50"),
    ],
)
def test_metadata_of_another_type_is_refused(type, cell, reason):
    [fault] = faults({"a": [cell]}, f'order.metadata.x = {{ column = "a", type = "{type}" }}{MONEY}')
    assert fault[1:] == ("$.metadata.x", f"'{cell}' {reason}")


def test_a_number_in_metadata_keeps_every_digit():
    from tests.support.projects.mapped import mapped

    found = mapped({"a": ["12345678901234567890.10"]}, 'order.metadata.x = { column = "a", type = "number" }')
    assert '"x":12345678901234567890.10' in found.orders["raw"].item()


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ('metadata = "*"', {"b": "2", "c": "3"}),
        ('metadata = { "*" = { except = ["c"] } }', {"b": "2"}),
        ('metadata = { "*" = "*", mine = "c" }', {"mine": "3", "b": "2"}),
    ],
)
def test_metadata_may_be_all_that_is_not_mapped(mapping, expected):
    [order] = orders({"a": ["1"], "b": ["2"], "c": ["3"], "d": [""]}, f'customer.source_id = "a"\n[order]\n{mapping}')
    assert order["metadata"] == expected


def test_the_metadata_of_items_is_that_of_their_lines():
    columns = {"no": ["1", "1"], "sku": ["a", "b"], "size": ["S", "L"]}
    [order] = orders(columns, '[order]\nsource_id = "no"\n[items]\nsource_id = "sku"\nmetadata = "*"')
    assert [item["metadata"] for item in order["items"]] == [{"size": "S"}, {"size": "L"}]


@pytest.mark.parametrize(
    ("cells", "customer"),
    [
        (("7", "a@x.de", "1"), {"source_id": "7", "email": "a@x.de", "phone": "1", "name": "Ann"}),
        (("", "a@x.de", "1"), {"source_id": "a@x.de", "email": "a@x.de", "phone": "1", "name": "Ann"}),
        (("", "", "1"), {"source_id": "1", "phone": "1", "name": "Ann"}),
        (("", "", ""), None),
    ],
)
def test_a_customer_has_the_first_key_that_there_is(cells, customer):
    columns = {name: [cell] for name, cell in zip(("id", "mail", "tel"), cells, strict=True)} | {"name": ["Ann"]}
    mapping = '[customer]\nsource_id = "id"\nemail = "mail"\nphone = "tel"\nname = "name"'
    assert orders(columns, mapping)[0].get("customer") == customer


@pytest.mark.parametrize(
    ("region", "cell", "phone"),
    [
        ('{ constant = "DE" }', "030 / 123456", "+4930123456"),
        ('{ constant = "DE" }', "+1 202-555-0123", "+12025550123"),
        ('{ constant = "DE" }', "none", "none"),
        ('"land"', "(030) 123 456", "+4930123456"),
    ],
)
def test_a_phone_number_has_a_country(region, cell, phone):
    [order] = orders({"tel": [cell], "land": ["de"]}, f'customer.phone = {{ column = "tel", region = {region} }}')
    assert order["customer"] == {"source_id": phone, "phone": phone}


@pytest.mark.parametrize(
    ("lines", "texts", "expected"),
    [("first", ["", "b", "c"], "b"), ("last", ["a", "b", ""], "b"), ("same", ["a", "", "a"], "a")],
)
def test_a_value_says_which_of_the_lines_count(lines, texts, expected):
    columns = {"no": ["1"] * 3, "a": texts}
    assert metadata(columns, f'{{ column = "a", lines = "{lines}" }}') == [expected]


def test_an_amount_may_be_the_sum_of_all_lines():
    columns = {"no": ["1", "2", "1"], "a": ["1.50", "", "2.5"]}
    mapping = f'[order]\nsource_id = "no"\namount = {{ column = "a", lines = "sum" }}{MONEY}'
    assert [order.get("amount") for order in orders(columns, mapping)] == [400, None]
    [fault, _] = faults(columns | {"a": ["1.50", "", "x"]}, mapping)
    assert fault == ("invalid_number", "$.amount", "'x' is not an amount of money such as 1.50")


def test_a_fallback_is_chosen_for_the_whole_order():
    columns = {"no": ["1", "1"], "id": ["7", ""], "mail": ["a@x.de", "a@x.de"]}
    [order] = orders(columns, '[order]\nsource_id = "no"\n[customer]\nsource_id = ["id", "mail"]')
    assert order["customer"]["source_id"] == "7"


@pytest.mark.parametrize(("bill", "agrees"), [(["Ann", "Ann"], True), (["", ""], False), (["Ann", "Bob"], False)])
def test_lines_must_agree_about_the_value_that_counts(bill, agrees):
    columns = {"no": ["1", "1"], "bill": bill, "ship": ["Cid", "Dan"]}
    assert (faults(columns, 'order.metadata.name = ["bill", "ship"]') == [None]) is agrees


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        ([1001.0, None], ["1001", None]),
        ([float("nan"), 7.0], [None, "7"]),
        ([1.5], ["1.5"]),
        ([2.0**53 - 1], ["9007199254740991"]),
        (["  7 ", "7", " "], ["7", "7", None]),
        (["\u00a0ann@x.com", "ann@x.com\t"], ["ann@x.com", "ann@x.com"]),
    ],
)
def test_a_key_is_a_text_without_blanks_around_it(cells, ids):
    columns = {"total": ["1"] * len(cells), "who": cells}
    found = orders(columns, f'order.amount = "total"\ncustomer.email = "who"\n{MONEY}')
    assert [order.get("customer", {}).get("email") for order in found] == ids


def test_lines_whose_numbers_differ_by_blanks_are_one_order():
    [order] = orders({"no": ["1", " 1 "], "price": ["2.00", "3.00"]}, f'items.price = "price"\n{MONEY}')
    assert (order["source_id"], len(order["items"])) == ("1", 2)


def test_an_id_that_a_binary_fraction_cannot_hold_is_refused():
    columns = {"no": [1.0, 12345678901234567.0], "total": ["1", "1"]}
    with pytest.raises(ImportAbortedError, match="Column 'no' of row 2 holds 12345678901234568 as a number"):
        orders(columns, f'order.amount = "total"\n{MONEY}')


def test_a_span_of_time_is_no_number():
    [fault] = faults({"qty": [timedelta(hours=30)]}, '[items]\nquantity = "qty"')
    assert fault[2] == "'1d 6h' is not a whole number of 64 bits"
