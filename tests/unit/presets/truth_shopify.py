"""What Shopify's files say, computed in plain Python."""

from pathlib import Path

from tests.unit.presets.plain import by_order, cents, month, table
from tests.unit.presets.stored import Order, Orders


def orders_csv(path: Path) -> Orders:
    """Statuses from three columns; a price is a unit's; what is blank below a first row is that of the first."""
    found = {}
    for name, lines in by_order(table(path), "Name").items():
        first = lines[0]
        items = sum(cents(line["Lineitem price"]) * int(line["Lineitem quantity"]) for line in lines)
        net = items - cents(first["Discount Amount"]) - cents(first["Refunded Amount"])
        phone = next((line["Phone"] for line in lines if line["Phone"]), "")
        phone = "+49" + phone[1:].replace(" ", "") if phone else None
        when = month(first["Created at"], "%Y-%m-%d %H:%M:%S %z")
        found[name] = Order(_status(first), when, net, first["Email"].lower() or phone)
    return found


def _status(row: dict[str, str]) -> str:
    payment = row["Financial Status"]
    if row["Cancelled at"] or payment in ("voided", "refunded"):
        return "CANCELED"
    if payment in ("pending", "authorized", "partially_paid"):
        return "CREATED"
    return "FULFILLED" if row["Fulfillment Status"] == "fulfilled" else "PAID"
