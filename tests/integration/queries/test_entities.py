"""What is stored is found by name and in pages, as JSON-ready values."""

import json

import msgspec
import pytest

from schemas.orders.frames import Kind
from tasks.queries.activity import activity_of, has_event
from tasks.queries.customers import list_customers
from tasks.queries.orders import find_order, list_orders
from tasks.queries.products import list_products, skus_of
from tasks.queries.rows import Page
from tasks.queries.segments import list_segments, segments_of
from tasks.segments.segments import create_segment
from tasks.updates.by_name import id_of
from tasks.updates.one_order import upsert_order
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY, NOW

ORDERS = [
    {
        "source_id": f"o{number}",
        "created_at": f"2020-01-0{number}T10:00:00.5Z",
        "status": "PAID",
        "amount": 200,
        "discount_amount": 10,
        "metadata": {"n": number},
        "customer": {"source_id": f"c{number % 2}", "name": "Ann", "address": {"city": "Łódź"}},
        "items": [
            {
                "quantity": 2,
                "price": 100,
                "amount": 200,
                "discount_amount": 5,
                "sku": {"source_id": "s", "override": True, "product": {"source_id": "p"}},
                "product": {"source_id": "p", "override": True},
            }
        ],
    }
    for number in (1, 2, 3)
]


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        for order in ORDERS:
            upsert_order(con, json.dumps(order), KEY, NOW)
        yield con


def test_an_order_has_its_totals_and_its_items(con):
    order = find_order(con, "o1")
    totals = ("amount", "items_discount_amount", "total_discount_amount", "total_amount")
    assert [order[name] for name in totals] == [200, 5, 15, 185]
    assert (order["created_at"], order["metadata"]) == ("2020-01-01T10:00:00.500000Z", msgspec.Raw(b'{"n":1}'))
    assert order["customer"] == {"id": id_of(con, Kind.CUSTOMER, "c1"), "object": "customer"}
    [item] = order["items"]
    assert (item["quantity"], item["subtotal_amount"], item["object"]) == (2, 195, "order_item")
    assert find_order(con, order["id"]) == order


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (Page(), ["o3", "o2", "o1"]),
        (Page(order="created_at"), ["o1", "o2", "o3"]),
        (Page(limit=2), ["o3", "o2"]),
        (Page(limit=2, page=2), ["o1"]),
        (Page(limit=2, page=3), []),
    ],
)
def test_orders_come_in_pages(con, page, names):
    found, total = list_orders(con, page)
    assert ([order["source_id"] for order in found], total) == (names, 3)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["c1", "c0"]),
        ({"name": "Ann", "city": "Łódź"}, ["c1", "c0"]),
        ({"email": "x"}, []),
        ({"segment_id": "x"}, []),
    ],
)
def test_customers_are_filtered(con, filters, names):
    found, total = list_customers(con, Page(order="-source_id"), filters)
    assert ([customer["source_id"] for customer in found], total) == (names, len(names))
    assert all(customer["summary"]["orders"]["total_count"] in (1, 2) for customer in found)


def test_products_have_their_skus(con):
    [product], total = list_products(con, Page())
    [sku], sku_total = skus_of(con, product["id"], Page())
    assert (total, sku_total, sku["product_id"], sku["object"]) == (1, 1, product["id"], "sku")
    assert skus_of(con, "prod_x", Page()) == ([], 0)


def test_a_customer_is_in_segments_and_has_activity(con):
    create_segment(con, "Anns", "static", ["c1"], NOW)
    customer_id = id_of(con, Kind.CUSTOMER, "c1")
    assert [segment["name"] for segment in segments_of(con, customer_id)] == ["Anns"]
    [segment], _ = list_segments(con, Page())
    assert (segment["filter"], segment["member_count"]) == (msgspec.Raw(b"null"), 1)
    events, has_more = activity_of(con, customer_id, 3)
    rest, _ = activity_of(con, customer_id, 9, after_id=events[-1]["id"])
    assert (has_more, len({event["id"] for event in [*events, *rest]})) == (True, 3 + len(rest))
    types = {event["type"] for event in [*events, *rest]}
    assert types == {"customer.created", "customer.order.created", "customer.order.paid"}
    assert has_event(con, events[0]["id"], customer_id)
    assert not has_event(con, events[0]["id"], "cust_x")


def test_names_in_sql_are_ours(con):
    with pytest.raises(ValueError, match="'id; DROP TABLE orders' is no ordering"):
        list_orders(con, Page(order="id; DROP TABLE orders"))
    with pytest.raises(KeyError, match="1 = 1"):
        list_customers(con, Page(), {"1 = 1": "x"})
