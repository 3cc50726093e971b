"""Mappings: what cannot be is refused when the file is read, with the key and what would do."""

import pytest

from schemas.errors import UsageError
from schemas.mapping.mapping import Mapping

ORDER = '[order]\nsource_id = "no"\n'
MONEY = '[money]\ncurrency = "USD"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[ordr]", "the file as a whole: 'ordr' is no key of this table; the closest one is 'order'"),
        (f'{ORDER}stauts = "x"', "order: 'stauts' is no key of this table; the closest one is 'status'"),
        (f'{ORDER}status = {{ colum = "x" }}', "order.status: 'colum' is no key .* closest one is 'column'"),
        (f'{ORDER}[items]\ncell = {{ column = "x", pair = "|" }}', "items.cell: 'pair' is no key .* 'pairs'"),
        (f'{ORDER}[[items]]\nsku_id = "x"\n[[items]]\nprise = "x"', r"items\.1: 'prise' is no key"),
        (f'{ORDER}[file]\nencodding = "x"', "file: 'encodding' is no key .* 'encoding'"),
        (f'{ORDER}[rows]\nkeep = {{ column = "x", equals = "y" }}', r"rows\.keep: 'equals' is no key"),
        (f"{ORDER}[customer]\nzzzzz = 1", "'zzzzz' is no key of this table; there are address, birthdate"),
        (f'{ORDER}status = {{ column = "x", constant = "y" }}', r"order\.status: name either a column or a constant"),
        (f"{ORDER}status = {{ lower = true }}", r"order\.status: name either a column or a constant"),
        (f'{ORDER}status = {{ column = "x", otherwise = "y" }}', "otherwise needs a map"),
        (f'{ORDER}status = {{ column = "x", negate = true }}', "status: negate is for .*, and this is status"),
        (f'{ORDER}status = ["x", {{ column = "y", format = "%Y" }}]', "does not say a whole date"),
        (f'{ORDER}metadata.x = {{ column = "x", type = "int" }}', r"order\.metadata\.x\.type: Input should be"),
        (f'{ORDER}metadata.x = {{ column = "x", pattern = "a+" }}', "has no group"),
        (f'{ORDER}metadata.x = {{ column = "x", pattern = "(a" }}', "is no regular expression"),
        (f'{ORDER}metadata.x = {{ column = "x", pattern = "(?=a)(b)" }}', "is no regular expression"),
        (f'{ORDER}amount = "x"', r"a column of money needs the table \[money\]"),
        (f'{ORDER}amount = ["x", "y"]', r"a column of money needs the table \[money\]"),
        (f'{ORDER}created_at = "x"', r"a column of time needs the table \[dates\]"),
        (f'{ORDER}amount = {{ column = "x", lines = "all" }}', "Input should be 'same', 'first', 'last' or 'sum'"),
        (f'{ORDER}status = {{ column = "x", map = {{ paid = "PAYED" }} }}', "status: 'PAYED' is no status; there are"),
        (f'{ORDER}status = ["x", {{ constant = "paid" }}]', "status: 'paid' is no status"),
        (
            f'{ORDER}[items]\nsku_id = "x.a"\ncell = {{ column = "x", pattern = "(?P<b>.)" }}',
            "no group for the column 'x.a'",
        ),
        (f'[customer]\nphone = {{ column = "x", region.constant = "Germany" }}\n{ORDER}', "'Germany' is no country"),
        (f'{ORDER}status = {{ column = "x", type = "text" }}', "status: type is for metadata"),
        (f'{ORDER}status = {{ column = "x", lines = "sum" }}', "status: what is status has no sum"),
        (f'{ORDER}[items]\nsku_id = {{ column = "x", lines = "first" }}', "lines is for values of an order"),
        (f'{ORDER}[[items]]\ncell.column = "x"\n[[items]]\nsku_id = "y"', "a cell that holds all items is alone"),
        (f'{ORDER}[[check]]\ncolumn = "x"', r"a check needs the table \[money\]"),
        (f'{ORDER}{MONEY}[[check]]\ncolumn = "x"\nequals = "net"', "Input should be 'amount' or 'total_amount'"),
        (f'{ORDER}[money]\ncurrency = {{ expect = "EUR" }}', "name a currency, or the column that says it"),
        (f'{ORDER}[money]\ncurrency = {{ column = "x", expect = "eur" }}', "'eur' is not a currency"),
        (f'required = ["x"]\n{ORDER}', "required names 'x', which is not mapped"),
        (f'{ORDER}[file]\nencoding = "windows-1253x"', "is no encoding of text"),
        (f'{ORDER}[file]\nencoding = "base64"', "is no encoding of text"),
        (f'{ORDER}[file]\nfooter = "("', "is no regular expression"),
        (f"{ORDER}[file]\nfooter = '(?P<amount>.*)'", "a total amount needs the table"),
        (f"{ORDER}[file]\nchildren = {{}}", "children needs lines"),
        (f'{ORDER}[file]\nquote = ";"\nseparator = ";"', "quote and separator must differ"),
        (f'{ORDER}[rows]\nskip = {{ column = "x" }}', "say what has to be true of the column"),
        (f'{ORDER}[items.cell]\ncolumn = "x"\npattern = "(a)"', "needs a named group"),
        (f'{ORDER}[items.cell]\ncolumn = "x"\npattern = "(?P<a>b)"\njson = true', "by pattern or as json, not both"),
        ('[order]\nsource_id = { constant = "x" }', r"order\.source_id must name a column"),
        ('[customer]\nsource_id = "x"', r"a mapping needs the table \[order\]"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(text, said):
    with pytest.raises(UsageError, match=said):
        Mapping.from_toml(text, "m.toml")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (ORDER, {"no"}),
        ('[order]\nsource_id = ["a", "b"]', {"a", "b"}),
        (f'{ORDER}status = {{ column = "a", when = {{ column = "b", is = "x" }} }}', {"no", "a", "b"}),
        (
            f'{ORDER}created_at = {{ join = ["d", "t"], format = "%Y-%m-%d", time_zone = {{ column = "z" }} }}',
            {*"dtz", "no"},
        ),
        (f'{ORDER}[customer]\nphone = {{ column = "p", region = "land" }}', {"no", "p", "land"}),
        (f'{ORDER}[items]\nsku_id = "s"\nskip = {{ column = "k", is = "x" }}', {"no", "s", "k"}),
        (f'expect = {{ e = "x" }}\n{ORDER}[rows]\nkeep = {{ column = "k", is = "x" }}', {"no", "e", "k"}),
        (f'{ORDER}[money]\ncurrency = {{ column = "c" }}\n[[check]]\ncolumn = "t"', {"no", "c", "t"}),
    ],
)
def test_every_column_that_has_a_say_is_known(text, columns):
    assert Mapping.from_toml(text, "m.toml").columns() == columns


def test_columns_that_the_header_need_not_have_are_not_looked_for():
    mapping = Mapping.from_toml(
        f'{ORDER}[items]\nsku_id = "item_{{n}}"\nquantity = "cell.qty"\ncell.column = "cell"', "m.toml"
    )
    assert mapping.header() == {"no", "cell"}
