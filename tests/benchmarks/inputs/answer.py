"""What is right after an import: a plain replay of the file, one order at a time, and the same figures from a database.

Run as a module it prints the replay of one file, so that the benchmark's own process stays small: a process
inherits the peak memory of the one that started it.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.inputs import grown

Figures = dict[str, int]

_TABLES = """
SELECT (SELECT count(*) FROM orders) AS order_count,
       (SELECT sum(amount) FROM orders) AS order_amount,
       (SELECT count(DISTINCT {buyer}) FROM orders) AS buyer_count,
       (SELECT count(*) FROM order_items) AS item_count,
       (SELECT sum(amount) FROM order_items) AS item_amount,
       (SELECT count(*) FROM customers) AS customer_count,
       (SELECT sum((metadata ->> '$.age')::BIGINT) FROM customers) AS customer_ages,
       (SELECT count(*) FROM products) AS product_count,
       (SELECT sum(price) FROM products) AS product_prices,
       (SELECT count(*) FROM skus) AS sku_count,
       (SELECT sum(price) FROM skus) AS sku_prices
"""
_REFRESHED = """
SELECT (SELECT sum(total_count) FROM customer_summaries) AS summary_count,
       (SELECT sum(total_amount) FROM customer_summaries) AS summary_amount,
       (SELECT count(*) FROM segment_members) AS member_count
"""


class Order(NamedTuple):
    """What the figures need of one order; `counts` says whether it is in its customer's summary."""

    buyer: str
    item_amounts: list[int]
    discount: int
    counts: bool


def in_tables(con: Any, buyer: str) -> Figures:
    """The figures of a database whose orders name their customer in the column `buyer`."""
    return _figures(con, _TABLES.format(buyer=buyer))


def in_project(con: Any) -> Figures:
    """The figures of one of our databases, summaries and segment members included."""
    return {**in_tables(con, "customer_id"), **_figures(con, _REFRESHED)}


def _figures(con: Any, query: str) -> Figures:
    cursor = con.execute(query)
    return {column[0]: int(value or 0) for column, value in zip(cursor.description, cursor.fetchone(), strict=True)}


def replay(source: Path, existing: int) -> Figures:
    """The figures after importing `source`, order by order, into a project with the `existing` orders of `grown`."""
    orders = {f"o-{number}": Order(*grown.order(number, existing)) for number in range(existing)}
    ages, prices = grown.customer_ages(existing), {kind: grown.prices(kind, existing) for kind in ("product", "sku")}
    with source.open("rb") as lines:
        for order in map(json.loads, lines):
            amounts = [item["amount"] for item in order["items"]]
            discount = order["discount_amount"] + sum(item["discount_amount"] for item in order["items"])
            buyer = order["customer"]["source_id"]
            orders[order["source_id"]] = Order(buyer, amounts, discount, order["status"] in ("PAID", "FULFILLED"))
            ages[buyer] = order["customer"]["metadata"]["age"]
            for item in order["items"]:
                kind = item["related_object"]
                if item[kind]["override"]:
                    prices[kind][item["source_id"]] = item[kind]["price"]
    things = {
        "customer_count": len(ages),
        "customer_ages": sum(ages.values()),
        "product_count": len(prices["product"]),
        "product_prices": sum(prices["product"].values()),
        "sku_count": len(prices["sku"]),
        "sku_prices": sum(prices["sku"].values()),
    }
    return {**_of_orders(list(orders.values())), **things}


def _of_orders(orders: list[Order]) -> Figures:
    amount = sum(sum(order.item_amounts) for order in orders)
    counted = [order for order in orders if order.counts]
    totals: dict[str, int] = defaultdict(int)
    for order in counted:
        totals[order.buyer] += sum(order.item_amounts) - order.discount
    return {
        "order_count": len(orders),
        "order_amount": amount,
        "buyer_count": len({order.buyer for order in orders}),
        "item_count": sum(len(order.item_amounts) for order in orders),
        "item_amount": amount,
        "summary_count": len(counted),
        "summary_amount": sum(totals.values()),
        "member_count": sum(total > grown.MEMBERS_SPENT for total in totals.values()),
    }


if __name__ == "__main__":
    print(json.dumps(replay(Path(sys.argv[1]), int(sys.argv[2]))))
