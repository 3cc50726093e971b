"""Line items to orders: what a mapping makes of lines, and that a value it cannot read stays what it was."""

import json
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ImportAbortedError, UsageError
from schemas.mapping.mapping import Mapping
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.mapping_file import read_mapping

RETAIL = "data/mappings/online_retail.toml"
PLAIN = """
[order]
source_id = "no"
created_at = "at"
metadata.channel = { constant = "shop" }
metadata.note = "note"
[customer]
source_id = { column = "who", strip_suffix = ".0", absent = ["0.0"] }
address.city = "city"
[items]
source_id = "what"
quantity = "qty"
price = "price"
[money]
currency = "GBP"
[dates]
format = "%d/%m/%Y %H:%M"
time_zone = "Europe/London"
[cancellations]
source_id_prefix = "C"
negate = ["quantity"]
"""
SHORTENED = "is how Excel shortens a long number; format the cells as text, and write or fetch the file again"
LINE = {
    "no": "1",
    "at": "1/6/2011 8:26",
    "note": "",
    "who": "7.0",
    "city": "Leeds",
    "what": "a",
    "qty": "2",
    "price": "2.5",
}


def orders(*lines: dict, mapping: str = PLAIN) -> pl.DataFrame:
    frame = pl.DataFrame([{**LINE, **line} for line in lines], schema=dict.fromkeys(LINE, pl.String))
    return orders_from_lines(Lines(frame), Mapping.from_toml(mapping, "test.toml")).orders


def order(*lines: dict, mapping: str = PLAIN) -> dict:
    return json.loads(orders(*lines, mapping=mapping)["raw"].item())


def problem(*lines: dict, mapping: str = PLAIN) -> tuple[str, str]:
    return orders(*lines, mapping=mapping).select("path", "reason").row(0)


def test_a_line_becomes_an_order():
    assert order({}) == {
        "source_id": "1",
        "created_at": "2011-06-01T07:26:00Z",
        "metadata": {"channel": "shop"},
        "customer": {"source_id": "7", "address": {"city": "Leeds"}},
        "items": [{"source_id": "a", "quantity": 2, "price": 250}],
    }


def test_lines_that_are_not_adjacent_are_one_order_at_the_place_of_the_first():
    found = orders({"what": "a"}, {"no": "2"}, {"what": "b"}, {"no": "3"})
    assert found["row"].to_list() == [0, 1, 3]
    assert [item["source_id"] for item in json.loads(found["raw"][0])["items"]] == ["a", "b"]
    assert found["reason"].null_count() == 3


def test_text_is_carried_as_it_is():
    note = ' "ö\\ \u2028\t{}\n'
    assert order({"note": note})["metadata"]["note"] == note


@pytest.mark.parametrize("who", ["", "0.0"])
def test_an_order_without_a_customer_number_has_no_customer(who):
    assert "customer" not in order({"who": who})


def test_an_empty_cell_says_nothing_against_other_lines():
    assert order({"who": ""}, {"note": "x"})["customer"]["source_id"] == "7"


def test_a_cancelled_order_has_its_quantities_turned_round():
    found = order({"no": "C1", "qty": "-2"}, {"no": "C1", "qty": "3"})
    assert found["status"] == "CANCELED"
    assert [item["quantity"] for item in found["items"]] == [2, -3]


def test_a_negative_quantity_elsewhere_stays_negative():
    assert order({"qty": "-2"})["items"][0]["quantity"] == -2


@pytest.mark.parametrize(
    ("line", "path", "reason"),
    [
        ({"price": "2.555"}, "$.items[0].price", "'2.555' has more decimals than GBP has (2)"),
        ({"price": "1,000.00"}, "$.items[0].price", "'1,000.00' is not an amount of money such as 1.50"),
        ({"price": "1e2"}, "$.items[0].price", "'1e2' is not an amount of money such as 1.50"),
        ({"price": "9" * 18}, "$.items[0].price", f"'{'9' * 18}' is more money than 64 bits hold"),
        ({"qty": "2.5"}, "$.items[0].quantity", "'2.5' is not a whole number of 64 bits"),
        ({"qty": "9" * 20}, "$.items[0].quantity", f"'{'9' * 20}' is not a whole number of 64 bits"),
        ({"at": "31/2/2011 8:26"}, "$.created_at", "'31/2/2011 8:26' is not a time written as %d/%m/%Y %H:%M"),
        ({"at": "1/6/11 8:26"}, "$.created_at", "'1/6/11 8:26' is not a time written as %d/%m/%Y %H:%M"),
        (
            {"at": "27/3/2011 1:30"},
            "$.created_at",
            "'27/3/2011 1:30' happened twice or never on a clock in Europe/London; "
            "of two, ambiguous in [dates] says which is meant",
        ),
        (
            {"at": "30/10/2011 1:30"},
            "$.created_at",
            "'30/10/2011 1:30' happened twice or never on a clock in Europe/London; "
            "of two, ambiguous in [dates] says which is meant",
        ),
        ({"no": ""}, "$.source_id", "the line names no order"),
        ({"no": "5.5E+12"}, "$", f"'5.5E+12' in no {SHORTENED}"),
        ({"what": "4,00638E+12"}, "$", f"'4,00638E+12' in what {SHORTENED}"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(line, path, reason):
    assert problem(line) == (path, reason)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"price": "2.555"}], "invalid_number"),
        ([{"price": "1e2"}], "invalid_number"),
        ([{"price": "9" * 18}], "too_large"),
        ([{"qty": "9" * 20}], "invalid_number"),
        ([{"at": "31/2/2011 8:26"}], "invalid_time"),
        ([{"at": "27/3/2011 1:30"}], "invalid_time"),
        ([{"no": ""}], "source_id_missing"),
        ([{}, {"who": "8.0"}], "lines_disagree"),
        ([{}, {"qty": "x"}, {"price": "9" * 18}], "invalid_number"),
        ([{}], None),
    ],
)
def test_a_value_that_cannot_be_read_has_a_code(lines, code):
    assert orders(*lines)["code"].to_list() == [code]


def test_a_value_that_cannot_be_read_stays_as_it_was():
    bad = {"price": "2.555", "at": "soon", "qty": "x"}
    found = order(bad)
    assert (found["created_at"], found["items"][0]["price"], found["items"][0]["quantity"]) == ("soon", "2.555", "x")


def test_the_path_names_the_item_that_is_wrong():
    assert problem({}, {"qty": "x"}, {"price": "y"})[0] == "$.items[1].quantity"


def test_lines_without_a_number_are_not_one_order():
    assert orders({"no": ""}, {}, {"no": ""})["row"].to_list() == [0, 1, 2]


def test_lines_that_disagree_are_no_order():
    reason = "'7' and '8' are both who in lines of this order"
    assert problem({}, {"who": "8.0"}) == ("$.customer.source_id", reason)


def test_the_first_line_wins_where_the_mapping_says_so():
    found = orders({}, {"at": "1/6/2011 8:27"}, mapping='first_line_wins = ["at"]' + PLAIN)
    assert found["reason"].item() is None
    assert json.loads(found["raw"].item())["created_at"] == "2011-06-01T07:26:00Z"


@pytest.mark.parametrize(("choice", "expected"), [("earliest", "00:30"), ("latest", "01:30")])
def test_the_mapping_says_which_of_two_hours_is_meant(choice, expected):
    mapping = PLAIN.replace('"Europe/London"', f'"Europe/London"\nambiguous = "{choice}"')
    assert order({"at": "30/10/2011 1:30"}, mapping=mapping)["created_at"] == f"2011-10-30T{expected}:00Z"


@pytest.mark.parametrize(
    ("currency", "text", "expected"),
    [
        ('"GBP"', "2.5", 250),
        ('"GBP"', "-0.05", -5),
        ('"GBP"', "2.5000", 250),
        ('"JPY"', "250", 250),
        ('"KWD"', "2.555", 2555),
        ('"EUR"\ndecimal_separator = ","\nthousands_separator = "."', "1.234.567,8", 123456780),
        ('"EUR"\ndecimal_separator = ","\nthousands_separator = "."', "1.23", "1.23"),
    ],
)
def test_money_is_read_in_its_currency(currency, text, expected):
    mapping = PLAIN.replace('currency = "GBP"', f"currency = {currency}")
    assert order({"price": text}, mapping=mapping)["items"][0]["price"] == expected


@given(st.decimals(-(10**15), 10**15, places=2, allow_nan=False))
def test_money_is_exact(amount: Decimal):
    assert order({"price": f"{amount:f}"})["items"][0]["price"] == int(amount * 100)


def test_typed_columns_are_read_without_a_format():
    at = pl.Series(["2011-06-01 08:26:00.5"]).str.to_datetime("%Y-%m-%d %H:%M:%S%.f")
    lines = pl.DataFrame([LINE]).with_columns(at=at, qty=pl.lit(2), price=pl.lit(2.55), who=pl.lit(7.0))
    found = json.loads(orders_from_lines(Lines(lines), Mapping.from_toml(PLAIN, "test.toml")).orders["raw"].item())
    assert found["created_at"] == "2011-06-01T07:26:00.500Z"
    assert found["items"] == [{"source_id": "a", "quantity": 2, "price": 255}]
    assert found["customer"]["source_id"] == "7"


def test_a_missing_column_is_named():
    with pytest.raises(
        ImportAbortedError, match=r"no column 'qty', which the mapping names for quantity\. Its columns are no,"
    ):
        orders_from_lines(Lines(pl.DataFrame([LINE]).drop("qty")), Mapping.from_toml(PLAIN, "test.toml"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[order]", "[order"), "is not TOML"),
        (
            ('price = "price"', 'prise = "price"'),
            "at items: 'prise' is no key of this table; the closest one is 'price'",
        ),
        (('"GBP"', '"XXX"'), r"at money\.currency: 'XXX' is not a currency"),
        (("Europe/London", "Europe/Londn"), r"at dates\.time_zone: 'Europe/Londn' is not a time zone"),
        (('constant = "shop"', 'constant = "shop", column = "x"'), r"at order\.metadata\.channel: name either"),
        (('[money]\ncurrency = "GBP"', ""), r"a column of money needs the table \[money\]"),
        (('source_id = "no"', 'source_id = { constant = "x" }'), r"order\.source_id must name a column"),
        (("[order]", 'first_line_wins = ["qty"]\n[order]'), "first_line_wins names 'qty'"),
    ],
)
def test_a_wrong_mapping_names_the_key(change, message):
    with pytest.raises(UsageError, match=message):
        Mapping.from_toml(PLAIN.replace(*change), "test.toml")


def test_a_missing_mapping_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_mapping(tmp_path / "none.toml")


def test_the_sample_is_read_as_its_notes_say():
    lines = pl.read_csv("data/online_retail_sample.csv", infer_schema=False)
    found = orders_from_lines(Lines(lines), read_mapping(RETAIL)).orders
    read = [json.loads(raw) for raw in found["raw"]]
    assert (len(read), found["reason"].count()) == (2093, 1)
    assert sum(order.get("status") == "CANCELED" for order in read) == 44
    assert sum(any(item["quantity"] < 1 for item in order["items"]) for order in read) == 462
    assert sum("customer" not in order for order in read) == 870
    assert sum(len(order["items"]) for order in read) == 4792
