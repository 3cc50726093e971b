"""Amounts as files write them: symbols, signs, separators, currencies, refunds, and what is refused."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.mapping.currencies import symbols_of
from schemas.mapping.money import DECIMALS
from tasks.extract.values.numbers import Notation
from tasks.extract.values.numbers import amounts as read_amounts
from tests.support.laws.laws import law
from tests.support.projects.mapped import faults, orders


def amounts(cells: list[str], money: str, value: str = '"a"') -> list[int | None]:
    found = orders({"a": cells}, f"order.amount = {value}\n[money]\n{money}")
    return [order.get("amount") for order in found]


USD, EUR = 'currency = "USD"\nthousands_separator = ","', 'currency = "EUR"\ndecimal_separator = ","\n'


@pytest.mark.parametrize(
    ("money", "cell", "amount"),
    [
        (USD, "$1,433.66", 143366),
        (USD, "US$ 5", 500),
        (USD, "USD 5", 500),
        (USD, "5.00 USD", 500),
        (USD, "-$12.00", -1200),
        (USD, "$-12.00", -1200),
        (USD, "$12.00-", -1200),
        (USD, "12.00 -", -1200),
        (USD, "+12.00", 1200),
        (USD, "\u221212.00", -1200),
        (USD, "($12.00)", -1200),
        (USD, "(12)", -1200),
        (USD, "$(12.00)", -1200),
        (USD, "usd 5", 500),
        (USD, ".50", 50),
        (USD, "-.50", -50),
        ('currency = "INR"\nthousands_separator = ","', "₹12,34,567.00", 123456700),
        ('currency = "INR"\nthousands_separator = ","', "Rs. 1,00,000", 10000000),
        ('currency = "JPY"\nthousands_separator = ","', "1,500円", 1500),
        ('currency = "CHF"\nthousands_separator = "\'"', "Fr. 1'234.–", 123400),
        ('currency = "CZK"\ndecimal_separator = ","', "5,- Kč", 500),
        (EUR, "12,-- €", 1200),
        (USD, "12", 1200),
        (USD, "1,234,567.8", 123456780),
        ('currency = "MYR"', "(RM 50.00)", -5000),
        ('currency = "BRL"\ndecimal_separator = ","', "R$ 50,00", 5000),
        ('currency = "JPY"\nthousands_separator = ","', "¥1,500", 1500),
        ('currency = "JPY"', "1500.00", 1500),
        ('currency = "KWD"', "1.250", 1250),
        ('currency = "USD"\nsymbols = "credits"', "5 credits", 500),
        (EUR, "116,99 €", 11699),
        (EUR, "116,99\u00a0€", 11699),
        (f'{EUR}thousands_separator = " "', "1 020,90 €", 102090),
        (f'{EUR}thousands_separator = " "', "1\u00a0020,90", 102090),
        (f'{EUR}thousands_separator = " "', "1\u202f020,90", 102090),
        (f'{EUR}thousands_separator = " "', "1\u2009020,90", 102090),
        (f'{EUR}thousands_separator = "."', "1.234,5", 123450),
        ('currency = "CHF"\nthousands_separator = "\'"', "CHF 1'234.50", 123450),
        ('currency = "CHF"\nthousands_separator = "\'"', "1’234.50", 123450),
        ('currency = "USD"\nminor_units = true', "1999", 1999),
        ('currency = "USD"\nminor_units = true', "1999.0", 1999),
    ],
)
def test_an_amount_is_read_as_it_is_written(money, cell, amount):
    assert amounts([cell, ""], money) == [amount, None]


@pytest.mark.parametrize(
    ("money", "cell", "reason"),
    [
        (USD, "€5.00", "is not an amount of money such as 1.50"),
        (USD, "(5.00", "is not an amount of money such as 1.50"),
        (USD, "1,23", "is not an amount of money such as 1.50"),
        (USD, "12,34.00", "is not an amount of money such as 1.50"),
        (USD, "1,23,45.00", "is not an amount of money such as 1.50"),
        (USD, "$-", "is not an amount of money such as 1.50"),
        (USD, "1.2.3", "is not an amount of money such as 1.50"),
        (USD, "five", "is not an amount of money such as 1.50"),
        (EUR, "1.50", "is not an amount of money such as 1,50"),
        (USD, "1.555", "has more decimals than USD has (2)"),
        ('currency = "JPY"', "1.5", "has more decimals than JPY has (0)"),
        ('currency = "USD"\nminor_units = true', "19.99", "has more decimals than USD has in its smallest unit (0)"),
        (USD, "9" * 18, "is more money than 64 bits hold"),
    ],
)
def test_what_is_no_amount_is_refused(money, cell, reason):
    [fault] = faults({"a": [cell]}, f'order.amount = "a"\n[money]\n{money}')
    assert fault[1:] == ("$.amount", f"'{cell}' {reason}")


@pytest.mark.parametrize(
    ("value", "cells", "amount"),
    [
        ('{ column = "a", negate = true }', ["-5.00"], 500),
        ('{ column = "a", minor_units = true }', ["500"], 500),
        ('{ sum = ["a", { column = "b", negate = true }] }', ["5.00", "-1.50"], 650),
        ('{ sum = ["a", "b"] }', ["5.00", ""], 500),
        ('{ sum = ["a", { constant = 7 }] }', ["5.00"], 507),
        ('["a", "b"]', ["", "2.00"], 200),
    ],
)
def test_an_amount_is_made_as_the_mapping_says(value, cells, amount):
    columns = {name: [cell] for name, cell in zip("ab", [*cells, ""], strict=False)}
    [order] = orders(columns, f'order.amount = {value}\n[money]\ncurrency = "USD"')
    assert order["amount"] == amount


@pytest.mark.parametrize(
    ("value", "cell", "quantity"),
    [
        ('"q"', "6.0000", 6),
        ('"q"', "1,000", 1000),
        ('"q"', " 2 ", 2),
        ('{ column = "q", negate = true }', "-2", 2),
        ('{ column = "q", fractions = "one" }', "0.75", 1),
        ('{ column = "q", fractions = "one" }', "3.0", 3),
    ],
)
def test_a_quantity_is_a_whole_number(value, cell, quantity):
    [order] = orders({"q": [cell]}, f"items.quantity = {value}\nitems.amount = {{ constant = 1 }}\n[money]\n{USD}")
    assert order["items"] == [{"quantity": quantity, "amount": 1}]


MIXED = {"no": ["1", "1", "2", "3"], "a": ["5.00", "5.00", "500", "1.250"], "cur": ["usd", "", "JPY", "kwd"]}
PRICED = '[items]\nprice = "a"\n[money]\ncurrency = '


def test_each_order_has_its_own_currency():
    found = orders(MIXED, f'{PRICED}{{ column = "cur", mixed = true }}')
    assert [[item["price"] for item in order["items"]] for order in found] == [[500, 500], [500], [1250]]
    assert [order["metadata"] for order in found] == [{"currency": "USD"}, {"currency": "JPY"}, {"currency": "KWD"}]


@pytest.mark.parametrize(
    ("currency", "codes", "refused"),
    [
        ('{ column = "cur" }', ["EUR", "usd", "USD"], [0]),
        ('{ column = "cur", expect = "EUR" }', ["EUR", "usd", ""], [1]),
        ('{ column = "cur" }', ["USD", "", "XXX"], [1, 2]),
        ('{ column = "cur", mixed = true }', ["USD", "EUR", "XXX"], [2]),
    ],
)
def test_an_order_in_another_currency_is_refused(currency, codes, refused):
    found = faults({"a": ["1"] * 3, "cur": codes}, f'order.amount = "a"\n[money]\ncurrency = {currency}')
    assert [at for at, fault in enumerate(found) if fault] == refused


def test_a_currency_in_metadata_must_be_that_of_the_file():
    mapping = '[order]\namount = "a"\nmetadata.currency = "cur"\n[money]\ncurrency = "USD"'
    [good, bad] = faults({"a": ["49.90", "1500"], "cur": ["usd", "jpy"]}, mapping)
    assert good is None
    assert bad[:2] == ("unexpected_value", "$.metadata.currency")


def test_a_refund_is_part_of_the_discount_and_stands_alone():
    mapping = '[order]\namount = "a"\ndiscount_amount = "d"\nrefunded_amount = "r"\n[money]\ncurrency = "USD"'
    columns = {"a": ["10"] * 4, "d": ["1", "", "1", ""], "r": ["2", "2", "", ""]}
    found = orders(columns, mapping)
    assert [order.get("discount_amount") for order in found] == [300, 200, 100, None]
    assert [order.get("metadata") for order in found] == [{"refunded_amount": 200}] * 2 + [None] * 2


SIGNS = ["-{}", "{}-", "({})", "\u2212{}"]
NOTATIONS = [(".", ""), (".", ","), (",", "."), (",", " "), (".", "'"), (",", "")]


@law(150)
@given(
    st.integers(-(10**15), 10**15),
    st.sampled_from(["USD", "EUR", "JPY", "KWD", "MYR"]),
    st.sampled_from(NOTATIONS),
    st.sampled_from(SIGNS),
    st.sampled_from(["{}", "{} SYM", "SYM{}", "SYM {}"]),
)
def test_an_amount_is_the_same_in_every_notation(amount, currency, notation, sign, place):
    decimal, thousands = notation
    whole, fraction = divmod(abs(amount), 10 ** DECIMALS[currency])
    number = f"{whole:,}".replace(",", thousands)
    if DECIMALS[currency]:
        number += f"{decimal}{fraction:0{DECIMALS[currency]}}"
    text = place.format(number).replace("SYM", min(symbols_of(currency)))
    text = sign.format(text) if amount < 0 else text
    symbols = tuple(sorted(symbols_of(currency), key=len, reverse=True))
    numbers, wrong = read_amounts(pl.Series([text]), Notation(decimal, thousands, symbols), currency, minor_units=False)
    assert (numbers.to_list(), wrong) == ([amount], None)


def test_an_order_whose_lines_name_several_currencies_is_rejected():
    columns = {"no": ["1", "2", "1", "2", "2"], "total": ["10.00"] * 5, "code": ["EUR", "eur", "USD", "", "EUR"]}
    mapping = 'order.amount = "total"\n[money]\ncurrency = { column = "code", mixed = true }'
    [fault, nothing] = faults(columns, mapping)
    assert nothing is None
    assert fault == ("lines_disagree", "$.metadata.currency", "'EUR' and 'USD' are both code in lines of this order")


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"refund": ["30.00"]}, "CANCELED"),
        ({"refund": ["35.00"]}, "CANCELED"),
        ({"refund": ["29.99"]}, "PAID"),
        ({"refund": [""]}, "PAID"),
        ({"refund": ["0"], "total": ["0"]}, "PAID"),
        ({"refund": ["25.00"], "discount": ["5.00"]}, "CANCELED"),
    ],
)
def test_an_order_that_is_refunded_whole_is_canceled(cells, status):
    columns = {"total": ["30.00"], "discount": [""], **cells}
    mapping = """
    order.amount = "total"
    order.discount_amount = "discount"
    order.refunded_amount = "refund"
    order.status = { constant = "PAID" }
    money.currency = "EUR"
    """
    [order] = orders(columns, mapping)
    assert order["status"] == status
