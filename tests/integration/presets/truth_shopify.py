"""What Shopify's files say, computed in plain Python."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.integration.presets.plain import by_order, cents, month, phone, table
from tests.integration.presets.stored import Order, Orders


def orders_csv(path: Path) -> Orders:
    """Statuses from three columns; a price is a unit's; what is blank below a first row is that of the first."""
    found = {}
    for name, lines in by_order(table(path), "Name").items():
        first = lines[0]
        items = sum(cents(line["Lineitem price"]) * int(line["Lineitem quantity"]) for line in lines)
        net = items - cents(first["Discount Amount"]) - cents(first["Refunded Amount"])
        number = next((line["Phone"] for line in lines if line["Phone"]), "")
        when = month(first["Created at"], "%Y-%m-%d %H:%M:%S %z")
        found[name] = Order(_status(first), when, net, first["Email"].lower() or phone(number))
    return found


def _status(row: dict[str, str]) -> str:
    payment = row["Financial Status"]
    if row["Cancelled at"] or payment in ("voided", "refunded"):
        return "CANCELED"
    if payment in ("pending", "authorized", "partially_paid"):
        return "CREATED"
    return "FULFILLED" if row["Fulfillment Status"] == "fulfilled" else "PAID"


def bulk(path: Path) -> Orders:
    """Parents first, their children anywhere after them; children of children and other children are no items."""
    objects = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [each for each in objects if each.get("id", "").startswith("gid://shopify/LineItem/")]
    return _graphql(
        (order, [item for item in items if item["__parentId"] == order["id"]])
        for order in objects
        if "__parentId" not in order
    )


def graphql_edges(path: Path) -> Orders:
    edges = json.loads(path.read_text(encoding="utf-8"))["data"]["orders"]["edges"]
    nodes = [edge["node"] for edge in edges]
    return _graphql((node, [each["node"] for each in node["lineItems"]["edges"]]) for node in nodes)


def graphql_nodes(path: Path) -> Orders:
    nodes = json.loads(path.read_text(encoding="utf-8"))["data"]["orders"]["nodes"]
    return _graphql((node, node["lineItems"]["nodes"]) for node in nodes)


def _graphql(orders: Iterable[tuple[Any, Any]]) -> Orders:
    found = {}
    for order, items in orders:
        if order["test"]:
            continue
        net = sum(item["quantity"] * _shop(item["originalUnitPriceSet"]) for item in items)
        net -= _shop(order["totalDiscountsSet"]) + _shop(order["totalRefundedSet"])
        row = {
            "Cancelled at": order["cancelledAt"],
            "Financial Status": order["displayFinancialStatus"].lower(),
            "Fulfillment Status": order["displayFulfillmentStatus"].lower(),
        }
        person = order["customer"]["id"].rpartition("/")[2] if order["customer"] else order["email"] or order["phone"]
        found[order["name"]] = Order(_status(row), month(order["createdAt"], "%Y-%m-%dT%H:%M:%S%z"), net, person)
    return found


def _shop(amounts: Any) -> int:
    return cents(amounts["shopMoney"]["amount"])


def rest_document(path: Path) -> Orders:
    return _rest(json.loads(path.read_text(encoding="utf-8"))["orders"])


def rest_lines(path: Path) -> Orders:
    return _rest(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _rest(orders: Iterable[Any]) -> Orders:
    found = {}
    for order in orders:
        if order["test"]:
            continue
        net = sum(item["quantity"] * cents(item["price"]) for item in order["line_items"])
        refunds = [each["amount"] for refund in order["refunds"] for each in refund["transactions"]]
        net -= cents(order["total_discounts"]) + sum(map(cents, refunds))
        row = {"Cancelled at": order["cancelled_at"], "Financial Status": order["financial_status"]}
        person = str(order["customer"]["id"]) if order["customer"] else order["email"].lower() or phone(order["phone"])
        when = month(order["created_at"], "%Y-%m-%dT%H:%M:%S%z")
        status = _status({**row, "Fulfillment Status": order["fulfillment_status"]})
        found[order["name"]] = Order(status, when, net, person)
    return found
