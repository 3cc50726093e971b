"""What the files of marketplaces and payment services say, computed in plain Python."""

from pathlib import Path

from tests.integration.presets.plain import by_order, cents, month, table
from tests.integration.presets.stored import Order, Orders

_ZONES = {
    "Eastern Time (US & Canada)": "America/New_York",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
}


def square(path: Path) -> Orders:
    """Sales are net of their discounts; a refund is a negative row of a later day under the same transaction."""
    found = {}
    for name, rows in by_order(table(path), "Transaction ID").items():
        sale = next(row for row in rows if row["Event Type"] == "Payment")
        when = month(f"{sale['Date']} {sale['Time']}", "%Y-%m-%d %H:%M:%S", _ZONES[sale["Time Zone"]])
        net = sum(cents(row["Net Sales"]) for row in rows)
        found[name] = Order("PAID", when, net, sale["Customer ID"] or None)
    return found


def amazon(path: Path) -> Orders:
    """A price is a line's; quotes mean nothing; cancelled lines have none; there are no buyers."""
    statuses = {"Shipped": "FULFILLED", "Pending": "CREATED", "Cancelled": "CANCELED"}
    found = {}
    for name, rows in by_order(table(path, "\t", quoted=False), "amazon-order-id").items():
        first = rows[0]
        sold = [row for row in rows if row["item-status"] != "Cancelled"]
        net = sum(cents(row["item-price"]) - cents(row["item-promotion-discount"]) for row in sold)
        when = month(first["purchase-date"], "%Y-%m-%dT%H:%M:%S%z")
        found[name] = Order(statuses[first["order-status"].split(" ")[0]], when, net, None)
    return found


def etsy(path: Path) -> Orders:
    """A price is a unit's; a discount is a line's."""
    found = {}
    for name, rows in by_order(table(path), "Order ID").items():
        first = rows[0]
        net = sum(cents(row["Price"]) * int(row["Quantity"]) - cents(row["Discount Amount"]) for row in rows)
        status = "FULFILLED" if first["Date Shipped"] else "PAID" if first["Date Paid"] else "CREATED"
        found[name.lstrip("#")] = Order(status, month(first["Sale Date"], "%m/%d/%y"), net, first["Buyer"])
    return found


def ebay(path: Path) -> Orders:
    """A line of commas before the header, one after it, footers; a row that sums up is no item."""
    rows = [row for row in table(path, skip=1) if row["Order Number"] and row["Order Number"].count("-") == 2]
    found = {}
    for name, lines in by_order(rows, "Order Number").items():
        first = lines[0]
        net = sum(cents(line["Sold For"]) * int(line["Quantity"]) for line in lines if line["Item Number"])
        status = "FULFILLED" if first["Shipped On Date"] else "PAID" if first["Paid On Date"] else "CREATED"
        found[name] = Order(status, month(first["Sale Date"], "%b-%d-%y"), net, first["Buyer Username"])
    return found


def tiktok(path: Path) -> Orders:
    """The row under the header describes it; ids are guarded against Excel in front and behind."""
    statuses = {"Shipped": "FULFILLED", "To ship": "PAID", "Canceled": "CANCELED"}
    found = {}
    for name, rows in by_order(table(path)[1:], "Order ID").items():
        first = rows[0]
        net = sum(cents(row["SKU Subtotal After Discount"]) for row in rows) - cents(first["Order Refund Amount"])
        when = month(first["Created Time"], "%m/%d/%Y %I:%M:%S %p")
        found[name.strip("'\t")] = Order(statuses[first["Order Status"]], when, net, first["Buyer Username"])
    return found


def stripe(path: Path) -> Orders:
    """Amounts in the currency's larger unit; payments that failed and those of test mode are none."""
    found = {}
    for row in table(path):
        if row["Status"] == "Failed" or row["Mode"] == "Test":
            continue
        created = row.get("Created (UTC)") or row["Created date (UTC)"]
        net = cents(row["Amount"]) - cents(row["Amount Refunded"])
        net = net // 100 if row["Currency"] == "jpy" else net
        person = row["Customer ID"] or row["Customer Email"].lower() or None
        status = "CANCELED" if row["Status"] == "Refunded" else "PAID"
        found[row["id"]] = Order(status, month(created[:10], "%Y-%m-%d"), net, person)
    return found
