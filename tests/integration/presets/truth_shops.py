"""What the files of other shops say, computed in plain Python."""

import json
import re
from pathlib import Path

from tests.integration.presets.plain import by_order, cents, month, table
from tests.integration.presets.stored import Order, Orders


def bigcommerce(path: Path) -> Orders:
    """Items in one cell, whose names may hold commas."""
    statuses = {"Completed": "FULFILLED", "Awaiting Fulfillment": "PAID", "Refunded": "CANCELED"}
    found = {}
    for row in table(path):
        totals = re.findall(r"Product Total Price: ([0-9.]+)", row["Product Details"])
        net = sum(map(cents, totals)) - cents(row["Refund Amount"])
        person = row["Customer ID"].removeprefix("0") or row["Customer Email"].lower()
        when = month(row["Order Date"], "%d/%m/%Y")
        found[row["Order ID"]] = Order(statuses[row["Order Status"]], when, net, person)
    return found


def squarespace(path: Path) -> Orders:
    """Nearly Shopify's, with another key, another column of refunds, and statuses in capitals."""
    found = {}
    for name, rows in by_order(table(path), "Order ID").items():
        first = rows[0]
        net = sum(cents(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in rows)
        net -= cents(first["Discount Amount"]) + cents(first["Amount Refunded"])
        paid = "FULFILLED" if first["Fulfillment Status"] == "FULFILLED" else "PAID"
        status = "CANCELED" if first["Financial Status"] == "REFUNDED" else paid
        when = month(first["Created at"], "%Y-%m-%d %H:%M:%S %z")
        found[name] = Order(status, when, net, first["Email"].lower())
    return found


def wix(path: Path) -> Orders:
    """Two columns come twice; date and time are two; what was refunded stands on each row of an order."""
    found = {}
    for name, rows in by_order(table(path), "Order number").items():
        first = rows[0]
        net = sum(cents(row["Price"]) * int(row["Qty"]) for row in rows) - cents(first["Refunded amount"])
        paid = "FULFILLED" if first["Fulfillment status"] == "Fulfilled" else "PAID"
        when = month(f"{first['Date created']} {first['Time']}", "%b %d, %Y %I:%M:%S %p")
        status = "CREATED" if first["Payment status"] == "Unpaid" else paid
        found[name] = Order(status, when, net, first["Contact email"].lower())
    return found


def prestashop(path: Path) -> Orders:
    """One row an order; a comma before the decimals; nothing that is a customer's key."""
    statuses = {"Payment accepted": "PAID", "Paiement accepté": "PAID", "Delivered": "FULFILLED"}
    found = {}
    for row in table(path, ";"):
        total = int("".join(re.findall("[0-9]", row["Total"])))
        status = statuses.get(row.get("Status") or row["État"], "CANCELED")
        found[row["ID"]] = Order(status, month(row["Date"], "%Y-%m-%d %H:%M:%S"), total, None)
    return found


def voucherify(path: Path) -> Orders:
    """Amounts in the smallest unit; discounts of the order and of its items."""
    found = {}
    for order in json.loads(path.read_text(encoding="utf-8"))["orders"]:
        customer = order["customer"] or {}
        net = order["amount"] - order.get("discount_amount", 0) - order.get("items_discount_amount", 0)
        person = customer.get("source_id") or customer.get("id")
        name = order["source_id"] or order["id"]
        found[name] = Order(order["status"], order["created_at"][:7], net, person)
    return found


def voucherify_csv(path: Path) -> Orders:
    """The same of the export as a table."""
    return {
        row["source_id"] or row["id"]: Order(
            row["status"], row["created_at"][:7], int(row["total_amount"]), row["customer_id"]
        )
        for row in table(path)
    }
