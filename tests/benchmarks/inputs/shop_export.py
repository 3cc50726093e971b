"""The same orders twice: as a shop's orders CSV of 79 columns, one row a line item, and as NDJSON of our own form."""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_COLUMNS = """
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,
Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,
Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,
Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,
Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,
Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,
Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,
Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,
Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,
Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References
"""
COLUMNS = _COLUMNS.replace("\n", "").split(",")
_STATUSES = {
    ("paid", "fulfilled"): "FULFILLED",
    ("paid", "unfulfilled"): "PAID",
    ("pending", "unfulfilled"): "CREATED",
    ("refunded", "fulfilled"): "CANCELED",
}


class _Order(NamedTuple):
    number: int
    customer: int
    statuses: tuple[str, str]
    at: str
    discount: int
    lines: list[tuple[int, int, str]]


def written(folder: Path, line_count: int) -> tuple[Path, Path]:
    """The CSV and the NDJSON, each of at least so many lines of orders."""
    table, own = folder / "orders_export.csv", folder / "orders.ndjson"
    with table.open("w", newline="") as rows, own.open("w") as texts:
        writer = csv.DictWriter(rows, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for order in _orders(line_count):
            writer.writerows(_rows(order))
            texts.write(json.dumps(_in_our_form(order), separators=(",", ":")) + "\n")
    return table, own


def _orders(line_count: int) -> Iterator[_Order]:
    dice = random.Random(1)
    number = 1000
    while line_count > 0:
        number += 1
        count = dice.choice((1, 1, 2, 2, 3, 4))
        lines = [(dice.randint(1, 3), dice.randint(100, 9999), f"SKU-{dice.randrange(3000)}") for _ in range(count)]
        year, month, day = dice.randint(2016, 2025), dice.randint(1, 12), dice.randint(1, 28)
        at = f"{year}-{month:02}-{day:02} 10:20:{dice.randint(0, 59):02}"
        yield _Order(number, dice.randrange(40_000), dice.choice([*_STATUSES]), at, dice.choice((0, 0, 100)), lines)
        line_count -= count


def _rows(order: _Order) -> Iterator[dict[str, Any]]:
    first = _first_row(order)
    for quantity, price, sku in order.lines:
        line = {"Lineitem quantity": quantity, "Lineitem price": _money(price), "Lineitem sku": sku}
        line |= {"Lineitem name": f'Article {sku}, 1/2"', "Lineitem discount": "0.00", "Vendor": "Acme"}
        yield {**first, **line}
        first = {name: first[name] for name in ("Name", "Email", "Created at")}


def _first_row(order: _Order) -> dict[str, Any]:
    total = sum(quantity * price for quantity, price, _ in order.lines) - order.discount
    buyer = f"Buyer {order.customer}"
    return {
        "Name": f"#{order.number}",
        "Email": f"Buyer{order.customer}@example.com",
        "Financial Status": order.statuses[0],
        "Fulfillment Status": order.statuses[1],
        "Created at": f"{order.at} -0700",
        "Currency": "USD",
        "Subtotal": _money(total),
        "Shipping": "5.00",
        "Taxes": "1.00",
        "Total": _money(total + 600),
        "Discount Amount": _money(order.discount),
        "Refunded Amount": "0.00",
        "Billing Name": buyer,
        "Billing Address1": f"{order.customer} Main St",
        "Billing City": "Springfield",
        "Billing Zip": "'01234",
        "Billing Country": "US",
        "Shipping Name": buyer,
        "Payment Method": "Card",
        "Id": 10**12 + order.number,
        "Source": "web",
    }


def _in_our_form(order: _Order) -> dict[str, Any]:
    email = f"buyer{order.customer}@example.com"
    metadata = {"currency": "USD", "refunded_amount": 0, "shipping_amount": 500, "tax_amount": 100, "source": "web"}
    address = {"line_1": f"{order.customer} Main St", "city": "Springfield", "postal_code": "01234", "country": "US"}
    items = [
        {
            "source_id": sku,
            "related_object": "sku",
            "quantity": quantity,
            "price": price,
            "product": {"name": f'Article {sku}, 1/2"'},
            "metadata": {"vendor": "Acme"},
        }
        for quantity, price, sku in order.lines
    ]
    return {
        "source_id": f"#{order.number}",
        "status": _STATUSES[order.statuses],
        "created_at": f"{order.at.replace(' ', 'T')}-07:00",
        "discount_amount": order.discount,
        "metadata": metadata,
        "customer": {"source_id": email, "email": email, "name": f"Buyer {order.customer}", "address": address},
        "items": items,
    }


def _money(amount: int) -> str:
    return f"{amount / 100:.2f}"
