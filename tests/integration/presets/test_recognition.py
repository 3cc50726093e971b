"""Which preset a file is for, and the words where that is none or several."""

import json

import pytest

from schemas.errors import ImportAbortedError, UsageError
from schemas.presets.catalogue import preset
from schemas.presets.facts import FileFacts
from tasks.extract.extract import extract
from tests.integration.presets.stored import FIXTURES

OWN = {"source_id": "1", "customer": {"source_id": "c"}, "items": [{"price": 5}], "created_at": "2020-01-01"}
SHOPIFY = "Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
LINE = "#1,paid,EUR,2025-01-01 10:00:00 +0000,1,Mug,5.00\n"


@pytest.fixture
def read(tmp_path):
    def read_file(name: str, data: str | bytes, **asked):
        content = data if isinstance(data, bytes) else data.encode()
        (tmp_path / name).write_bytes(content)
        return extract(str(tmp_path / name), **asked)

    return read_file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([OWN])),
        ("a.ndjson", json.dumps(OWN) + "\n"),
        ("a.json", json.dumps([{**OWN, "line_items": [], "financial_status": "paid"}])),
        ("a.json", "[]"),
    ],
)
def test_our_own_form_is_read_as_before(read, name, text):
    extracted = read(name, text)
    given = json.loads(text)
    orders = given if isinstance(given, list) else [given]
    assert (extracted.preset, [json.loads(raw) for raw in extracted.orders["raw"]]) == (None, orders)


@pytest.mark.parametrize(
    "written",
    [
        (SHOPIFY + LINE).encode(),
        (SHOPIFY + LINE).encode("utf-8-sig"),
        (SHOPIFY + LINE).encode("utf-16"),
        (SHOPIFY + LINE).replace(",", ";").encode(),
        ("sep=;\n" + SHOPIFY + LINE).replace(",", ";").encode(),
        (SHOPIFY + LINE).replace(",", "\t").encode(),
        (SHOPIFY + LINE).replace("2025-01-01 10:00:00 +0000", "45658.41666666667").encode(),
        (SHOPIFY + LINE).replace("2025-01-01 10:00:00 +0000", "01.01.2025 10:00").encode(),
        ("\n,,\n" + SHOPIFY + LINE).encode(),
    ],
)
def test_a_file_that_a_spreadsheet_has_saved_again_is_recognised(read, written):
    extracted = read("orders.csv", written)
    [order] = map(json.loads, extracted.orders["raw"])
    assert (extracted.preset, order["created_at"][:16]) == ("shopify", "2025-01-01T10:00")


def test_another_encoding_is_named_and_can_be_said(read):
    data = (SHOPIFY + LINE.replace("Mug", "Tasse für Süßes")).encode("cp1252")
    with pytest.raises(ImportAbortedError, match='encoding = "windows-1252"'):
        read("orders.csv", data)
    extracted = read("orders.csv", data, facts=FileFacts(encoding="windows-1252"))
    assert "Tasse für Süßes" in extracted.orders["raw"][0]


def test_a_text_of_columns_needs_no_name_that_says_so(read):
    assert read("orders.txt", (SHOPIFY + LINE).replace(",", "\t")).preset == "shopify"


def test_a_header_of_no_format_is_refused_with_the_closest_and_what_it_lacks(read):
    with pytest.raises(UsageError, match=r"closest: shopify, but it lacks 'Lineitem name', 'Lineitem price'"):
        read("orders.csv", SHOPIFY.replace("Lineitem name,Lineitem price", "a,b") + LINE)
    with pytest.raises(UsageError, match="its header is that of no format that is shipped"):
        read("orders.csv", "a,b,c\n1,2,3\n")


def test_a_preset_that_is_asked_for_is_used(read):
    other = SHOPIFY.replace("Lineitem price", "Price")
    with pytest.raises(UsageError, match="shopify, but it lacks 'Lineitem price'"):
        read("orders.csv", other + LINE)
    assert (
        read(
            "orders.csv",
            SHOPIFY.replace("Lineitem name", "Order ID,Lineitem name") + LINE.replace("Mug", "x,Mug"),
            preset="shopify",
        ).preset
        == "shopify"
    )
    with pytest.raises(ImportAbortedError, match="no column 'Lineitem price'"):
        read("orders.csv", other + LINE, preset="shopify")
    with pytest.raises(UsageError, match="The closest is shopify"):
        read("orders.csv", SHOPIFY + LINE, preset="shopfy")


def test_the_currency_that_no_column_names_is_asked_for(read):
    narrow = (SHOPIFY + LINE).replace("Currency", "Tags")
    with pytest.raises(ImportAbortedError, match=r"no column 'Currency'.*--currency"):
        read("orders.csv", narrow)
    [order] = read("orders.csv", narrow, facts=FileFacts(currency="EUR")).orders.to_dicts()
    assert (order["reason"], json.loads(order["raw"])["items"][0]["price"]) == (None, 500)


def test_what_is_said_of_a_file_counts(read):
    facts = FileFacts(currency="usd")
    [order] = read("orders.csv", SHOPIFY + LINE, facts=facts).orders.to_dicts()
    assert "is not USD" in order["reason"]
    with pytest.raises(UsageError, match="is not a currency of ISO 4217"):
        read("orders.csv", SHOPIFY + LINE, facts=FileFacts(currency="Dollars"))
    with pytest.raises(UsageError, match="is in our own form"):
        read("a.json", json.dumps([OWN]), facts=facts)


def test_pages_of_an_answer_may_be_one_order_a_line_or_a_list(read):
    [order, *_] = json.loads((FIXTURES / "woo_rest.json").read_text())
    for name, text in (("a.ndjson", json.dumps(order)), ("b.json", json.dumps([order]))):
        assert read(name, text + "\n").preset == "woo-rest"


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Order Value,Order Total,Status", "Order Items"),
        ("ID,Purchase Point,Purchase Date,Bill-to Name,Grand Total (Base),Grand Total (Purchased),Status", "REST"),
    ],
)
def test_a_file_without_lines_is_refused_with_the_one_to_take(read, header, hint):
    with pytest.raises(UsageError, match=hint):
        read("orders.csv", header + "\n" + ",".join("1" * (header.count(",") + 1)) + "\n")


def test_a_file_that_may_be_two_formats_is_refused_until_one_is_named(read):
    names = sorted({*preset("stripe").recognise.required, *preset("woo-advanced").recognise.required})
    with pytest.raises(UsageError, match=r"may be any of these formats: stripe, woo-advanced\. .*--preset"):
        read("orders.csv", ",".join(names) + "\n")


def test_what_the_file_does_not_say_is_asked_for():
    with pytest.raises(UsageError, match="--currency EUR"):
        extract(str(FIXTURES / "square_items.csv"))
    with pytest.raises(UsageError, match="--date-format %d/%m/%Y"):
        extract(str(FIXTURES / "bigcommerce.csv"))


def test_blanks_around_the_names_of_a_header_do_not_count(read):
    header = ", ".join(SHOPIFY.strip().split(","))
    found = read("orders.csv", f"{header}\n{LINE}")
    assert (found.preset, found.orders["reason"].to_list()) == ("shopify", [None])
