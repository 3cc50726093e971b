"""What is suggested for files that nobody has mapped: complete mappings, with a word where they are not sure."""

import json

import pytest

from schemas.errors import UsageError
from schemas.presets.facts import FileFacts
from tasks.extract.extract import extract
from tasks.extract.mapping_file import read_mapping
from tasks.extract.suggestion.statuses import meaning
from tasks.extract.suggestion.suggest import suggest

GERMAN = """Bestellnummer;Bestelldatum;Status;Kundennummer;E-Mail;Artikelnummer;Artikelname;Menge;Einzelpreis;Ort
1001;31.01.2025 23:30;Versandt;17;ann@example.com;T-1;Süße Tasse;2;1.234,50 €;Köln
1001;31.01.2025 23:30;Versandt;17;ann@example.com;T-2;Teller;1;10,00 €;Köln
1002;01.02.2025 08:00;Bezahlt;18;bob@example.com;T-2;Teller;3;10,00 €;Ulm
1003;02.02.2025 08:00;Seltsam;18;bob@example.com;T-2;Teller;3;10,00 €;Ulm
"""
AMERICAN = """Report of all sales,,,,
,,,,
Order ID,Order Date,Total,Currency,Customer Email
A1,01/31/2025,"1,020.50",USD,Ann@Example.com
A2,02/01/2025,5.00,USD,bob@example.com
"""
NESTED = {
    "data": {
        "sales": [
            {"orderNumber": "9", "createdAt": "2025-01-31T10:00:00Z", "state": "completed", "cur": "EUR",
             "customer": {"id": "c9", "email": "c@example.com"},
             "lineItems": [{"sku": "a", "quantity": 2, "unitPrice": "1.50"}, {"sku": "b", "unitPrice": "2"}]},
        ]
    }
}  # fmt: skip


@pytest.fixture
def suggested(tmp_path):
    def import_by_suggestion(name: str, data: bytes, change=("", ""), **facts):
        path, own = tmp_path / name, tmp_path / "mine.toml"
        path.write_bytes(data)
        suggestion = suggest(str(path))
        own.write_text(suggestion.text.replace(*change), encoding="utf-8")
        extracted = extract(str(path), mapping=read_mapping(own), facts=FileFacts(**facts))
        return suggestion.text, extracted.orders.with_columns(order=extracted.orders["raw"]).to_dicts()

    return import_by_suggestion


@pytest.mark.parametrize(
    "name", ["Order ID", "Bestellnummer", "Belegnr", "Vorgangsnummer", "Numero pedido", "Facture no"]
)
def test_the_number_of_an_order_is_found_by_its_name(suggested, name):
    text, _ = suggested("sales.csv", f"{name};Artikel;Preis\nR1;Tasse;4,50\n".encode(), currency="EUR")
    assert f'source_id = "{name}"' in text


def test_a_german_file_with_items_is_read_as_it_is_written(suggested):
    text, orders = suggested("sales.csv", GERMAN.encode("cp1252"))
    assert 'encoding = "windows-1252"  # a guess' in text
    assert '# Say what these mean, or their orders are rejected: "Seltsam"' in text
    first, second, third = orders
    assert "is none of the texts" in third["reason"]
    assert json.loads(second["raw"])["status"] == "PAID"
    read = json.loads(first["raw"])
    assert (read["status"], read["created_at"]) == ("FULFILLED", "2025-01-31T23:30:00Z")
    assert read["customer"] == {"source_id": "17", "email": "ann@example.com", "address": {"city": "Köln"}}
    assert [(item["source_id"], item["quantity"], item["price"]) for item in read["items"]] == [
        ("T-1", 2, 123450),
        ("T-2", 1, 1000),
    ]


def test_a_file_of_totals_below_a_title_is_orders_without_items(suggested):
    text, orders = suggested("report.csv", AMERICAN.encode())
    assert "skip_lines = 2" in text and "not sure: no column looks like a status" in text
    assert [json.loads(each["raw"])["amount"] for each in orders] == [102050, 500]
    assert json.loads(orders[0]["raw"])["customer"]["email"] == "ann@example.com"


def test_where_the_file_does_not_tell_the_day_from_the_month_it_is_asked(suggested):
    data = AMERICAN.replace("01/31/2025", "01/02/2025").encode()
    with pytest.raises(UsageError, match="--date-format"):
        suggested("report.csv", data)
    _, orders = suggested("report.csv", data, date_format="%m/%d/%Y")
    assert json.loads(orders[0]["raw"])["created_at"] == "2025-01-02T00:00:00Z"


def test_nested_json_is_mapped_by_paths(suggested):
    text, [order] = suggested("sales.json", json.dumps(NESTED, indent=1).encode())
    assert 'records = "data.sales"' in text and 'lines = "lineItems"' in text
    read = json.loads(order["raw"])
    assert (read["source_id"], read["status"], read["customer"]["source_id"]) == ("9", "FULFILLED", "c9")
    assert [(item.get("quantity"), item["price"]) for item in read["items"]] == [(2, 150), (None, 200)]


def test_without_an_order_number_each_line_is_an_order_and_that_is_said(suggested):
    text, orders = suggested("a.csv", b"When,Total EUR\n2025-01-01 10:00,5.00\n2025-01-01 10:00,5.00\n", currency="EUR")
    assert "importing again doubles them" in text
    assert len(orders) == 2


def test_a_file_that_is_recognised_gets_the_mapping_that_is_shipped(suggested):
    header = "Name,Financial Status,Currency,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
    text, [order] = suggested("o.csv", (header + "#1,paid,EUR,2025-01-01 10:00:00 +0000,1,Mug,5.00\n").encode())
    assert "is recognised and needs no mapping" in text and json.loads(order["raw"])["source_id"] == "#1"


def test_our_own_form_needs_none(suggested):
    with pytest.raises(UsageError, match="in our own form and needs no mapping"):
        suggested("o.json", b'[{"source_id": "1", "items": []}]')


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not paid", "CREATED"),
        ("unpaid", "CREATED"),
        ("Partially shipped", "CREATED"),
        ("Refunded", "CANCELED"),
        ("Storniert", "CANCELED"),
        ("Completed", "FULFILLED"),
        ("paid", "PAID"),
        ("processing", "PAID"),
        ("Seltsam", None),
    ],
)
def test_words_of_statuses_have_a_meaning_where_they_are_plain(text, status):
    assert meaning(text) == status
