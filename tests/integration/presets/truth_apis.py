"""What the answers of WooCommerce's and Magento's APIs say, computed in plain Python."""

import json
from pathlib import Path

from tests.integration.presets.plain import cents, month, phone
from tests.integration.presets.stored import Order, Orders

_WOO = {"completed": "FULFILLED", "processing": "PAID", "on-hold": "CREATED"}
_MAGENTO = {"complete": "FULFILLED", "processing": "PAID", "pending_payment": "CREATED"}


def woo(path: Path) -> Orders:
    """Line totals are after discounts; refunds are negative; guests have the customer 0; drafts are none."""
    found = {}
    for order in json.loads(path.read_text(encoding="utf-8")):
        if order["status"] == "checkout-draft" or order["total"].startswith("-"):
            continue
        net = sum(cents(line["total"]) for line in order["line_items"])
        net += sum(cents(refund["total"]) for refund in order["refunds"])
        billing = order["billing"]
        person = str(order["customer_id"] or "") or billing["email"].lower() or phone(billing["phone"])
        when = month(order["date_created_gmt"], "%Y-%m-%dT%H:%M:%S")
        found[order["number"]] = Order(_WOO.get(order["status"], "CANCELED"), when, net, person)
    return found


def magento(path: Path) -> Orders:
    """Discounts are negative; the second line of a configurable product is no item of its own."""
    found = {}
    for order in json.loads(path.read_text(encoding="utf-8"))["items"]:
        lines = [line for line in order["items"] if "parent_item_id" not in line]
        net = sum(round(line["price"] * 100) * int(line["qty_ordered"]) for line in lines)
        net += round(order["discount_amount"] * 100) - round((order["total_refunded"] or 0) * 100)
        person = str(order["customer_id"] or "") or order["customer_email"].lower()
        when = month(order["created_at"], "%Y-%m-%d %H:%M:%S")
        found[order["increment_id"]] = Order(_MAGENTO.get(order["state"], "CANCELED"), when, net, person)
    return found
