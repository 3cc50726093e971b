"""What the files of WooCommerce's export plugins say, computed in plain Python."""

import re
from pathlib import Path

from tests.integration.presets.plain import Row, by_order, cents, month, phone, table
from tests.integration.presets.stored import Order, Orders

_STATUS = {
    **{"completed": "FULFILLED", "abgeschlossen": "FULFILLED", "processing": "PAID", "pending": "CREATED"},
    **{"on hold": "CREATED", "on-hold": "CREATED"},
}


def advanced(path: Path) -> Orders:
    """Costs are after discounts, quantities after refunds; rows come again for each coupon."""
    found = {}
    for name, rows in by_order(table(path), "Order Number").items():
        first = rows[0]
        lines = {row["Item #"]: row for row in rows}.values()
        net = sum(cents(line["Item Cost"]) * int(line["Quantity (- Refund)"]) for line in lines)
        person = first["Email (Billing)"].lower() or phone(first["Phone (Billing)"])
        when = month(first["Order Date"], "%Y-%m-%d %H:%M", "Europe/Berlin")
        found[name] = Order(_STATUS.get(first["Order Status"].lower(), "CANCELED"), when, net, person)
    return found


def webtoffee(path: Path) -> Orders:
    """Items in numbered cells, taken apart by what is around their totals."""
    found = {}
    for row in table(path):
        cells = [row[name] for name in row if name.startswith("line_item_") and row[name]]
        net = sum(cents(re.search(r"\|total:([0-9.]+)", cell)[1]) for cell in cells)
        found[row["order_number"]] = _order(row, month(row["order_date"], "%Y-%m-%d %H:%M:%S"), net)
    return found


def webtoffee_rows(path: Path) -> Orders:
    """Totals of lines, less what was refunded of each."""
    found = {}
    for name, rows in by_order(table(path), "order_number").items():
        net = sum(cents(row["item_total"]) - cents(row["item_refunded"]) for row in rows)
        found[name] = _order(rows[0], month(rows[0]["order_date"], "%m/%d/%Y %H:%M:%S"), net)
    return found


def skyverge(path: Path) -> Orders:
    """All items in one cell; what was refunded is the order's."""
    found = {}
    for row in table(path):
        totals = re.findall(r"\|total:([0-9.]+)", row["line_items"])
        net = sum(map(cents, totals)) - cents(row["refunded_total"])
        found[row["order_number"]] = _order(row, month(row["order_date"], "%Y-%m-%d %H:%M:%S"), net)
    return found


def skyverge_rows(path: Path) -> Orders:
    """The same with an item a row; what was refunded stands on each."""
    found = {}
    for name, rows in by_order(table(path), "order_number").items():
        net = sum(cents(row["item_total"]) for row in rows) - cents(rows[0]["refunded_total"])
        found[name] = _order(rows[0], month(rows[0]["order_date"], "%Y-%m-%d %H:%M:%S"), net)
    return found


def _order(row: Row, when: str, net: int) -> Order:
    account = row["customer_id"].removeprefix("0")
    status = _STATUS.get(row["status"].removeprefix("wc-"), "CANCELED")
    return Order(status, when, net, account or row["billing_email"].lower() or phone(row["billing_phone"]))
