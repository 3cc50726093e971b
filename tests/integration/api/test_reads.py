"""What was imported, read back over HTTP by the public client."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
import pytest

from schemas.ids import ProjectKey
from schemas.segments.segment_type import SegmentType
from tasks.intake.api_keys import rotate_token
from tasks.segments.segments import create_segment
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.api_world import ApiWorld, ended
from tests.support.worlds.eventually import LONGEST
from tests.support.worlds.outside.public_client import voucherify

pytestmark = pytest.mark.xdist_group("api")

KEY, OTHER = ProjectKey("acme", "reads"), ProjectKey("acme", "other")
METADATA = {"tags": ["a", None, {"x": 1.5}], "big": 471439558911541922, "ü": {}}
ORDERS = [
    {
        "source_id": f"o{number}",
        "status": "PAID",
        "created_at": f"2020-01-0{number}T10:00:00Z",
        "discount_amount": 10,
        "metadata": METADATA,
        "items": [
            {"source_id": "s1", "related_object": "sku", "quantity": 2, "price": 100, "discount_amount": 5,
             "sku": {"sku": "Blue", "override": True}, "product": {"source_id": "p1", "name": "Mug", "override": True}}
        ],
        "customer": {"source_id": "c1", "name": "Ann", "birthdate": "1990-01-31", "address": {"city": "Łódź"}},
    }
    for number in (1, 2, 3)
]  # fmt: skip


@pytest.fixture(scope="module")
def imported(api_with_worker: ApiWorld) -> ApiWorld:
    """The API's world with both projects' orders."""
    api = api_with_worker
    for key, orders in ((KEY, ORDERS), (OTHER, [{"source_id": "o1", "amount": 1}])):
        with api.caller(key) as caller:
            accepted = caller.post("/v1/orders/import", json=orders).raise_for_status().json()
            assert ended(caller, accepted["async_action_id"])["result"]["failed_count"] == 0
    with open_warehouse(api.home, KEY) as con:
        spenders = {"junction": "and", "summary.orders.total_count": {"conditions": {"$is": [3]}}}
        create_segment(con, "Regulars", SegmentType.AUTO_UPDATE, spenders, datetime(2026, 1, 1))
    return api


@pytest.fixture(scope="module")
def client(imported: ApiWorld) -> "Iterator[voucherify.ApiClient]":
    keys = rotate_token(imported.home, KEY)
    settings = voucherify.Configuration(
        host=imported.url, api_key={"X-App-Id": keys.app_id, "X-App-Token": keys.app_token}
    )
    with voucherify.ApiClient(settings) as client:
        yield client


@pytest.fixture(scope="module")
def other(imported: ApiWorld) -> Iterator[httpx.Client]:
    keys = rotate_token(imported.home, OTHER)
    headers = {"X-App-Id": keys.app_id, "X-App-Token": keys.app_token}
    with httpx.Client(base_url=imported.url, headers=headers, timeout=LONGEST) as caller:
        yield caller


def test_an_order_comes_back_with_its_totals(client):
    order = voucherify.OrdersApi(client).get_order("o1")
    assert (order.amount, order.items_discount_amount, order.total_discount_amount, order.total_amount) == (
        *(200, 5, 15),
        185,
    )
    assert (order.status, order.created_at) == ("PAID", datetime(2020, 1, 1, 10, tzinfo=UTC))
    assert order.metadata == METADATA
    [item] = order.items
    assert (item.quantity, item.amount, item.subtotal_amount, item.sku.sku) == (2, 200, 195, "Blue")
    assert voucherify.OrdersApi(client).get_order(order.id).source_id == "o1"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["o3", "o2", "o1"]),
        ({"order": "created_at"}, ["o1", "o2", "o3"]),
        ({"limit": 2, "page": 1}, ["o3", "o2"]),
        ({"limit": 2, "page": 2}, ["o1"]),
        ({"limit": 2, "page": 3}, []),
    ],
)
def test_orders_come_in_pages(client, query, expected):
    listed = voucherify.OrdersApi(client).list_orders(**query)
    assert ([order.source_id for order in listed.orders], listed.total) == (expected, 3)


def test_a_customer_comes_back_with_summary_segments_and_activity(client):
    customers = voucherify.CustomersApi(client)
    customer = customers.get_customer("c1")
    assert (customer.name, customer.birthdate, customer.address.city) == ("Ann", date(1990, 1, 31), "Łódź")
    bought = customer.summary.orders
    assert (bought.total_count, bought.total_amount, bought.average_amount, bought.last_order_amount) == (
        *(3, 555, 185),
        185,
    )
    assert [segment.name for segment in customers.list_customer_segments("c1").data] == ["Regulars"]
    assert [activity.type for activity in customers.list_customer_activity("c1").data] == ["customer.created"]
    assert [each.source_id for each in customers.list_customers(name="Ann").customers] == ["c1"]


def test_products_and_skus_come_back(client):
    products = voucherify.ProductsApi(client)
    product = products.get_product("p1")
    assert (product.name, [each.id for each in products.list_products().products]) == ("Mug", [product.id])
    [sku] = products.list_skus_in_product("p1").skus
    assert (sku.source_id, sku.sku, sku.product_id) == ("s1", "Blue", product.id)
    assert products.get_sku(sku.id).source_id == "s1"


@pytest.mark.parametrize("name", ["a/b", "/", "a%2Fb", "a?b#c", "x y", "ü;\\"])
def test_a_name_may_have_any_characters(api, other, name):
    other.post("/v1/products", json={"source_id": name, "name": "Odd"}).raise_for_status()
    keys = {name: other.headers[name] for name in ("X-App-Id", "X-App-Token")}
    with voucherify.ApiClient(voucherify.Configuration(host=api.url, api_key=keys)) as client:
        products = voucherify.ProductsApi(client)
        assert products.get_product(name).source_id == name
        assert products.list_skus_in_product(name).total == 0
        products.delete_product(name)
        with pytest.raises(voucherify.exceptions.NotFoundException, match="Cannot find product with id or source_id"):
            products.get_product(name)


LONG_AGO, SOON = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"city": "Łódź", "email": "ann@example.com"}, 0),
        ({"created_at_before": SOON, "updated_at_after": LONG_AGO}, 1),
        ({"created_at_before": LONG_AGO}, 0),
        ({"created_at_after": SOON}, 0),
        ({"updated_at_before": LONG_AGO}, 0),
        ({"segment_id": "seg_none"}, 0),
    ],
)
def test_customers_are_filtered(client, query, count):
    assert voucherify.CustomersApi(client).list_customers(name="Ann", **query).total == count


def test_customers_are_listed_by_segment(client):
    [segment] = voucherify.CustomersApi(client).list_customer_segments("c1").data
    found = voucherify.CustomersApi(client).list_customers(segment_id=segment.id)
    assert [customer.source_id for customer in found.customers] == ["c1"]


@pytest.mark.parametrize(("bound", "at", "has_some"), [
    ("start_date", LONG_AGO, True), ("start_date", SOON, False), ("end_date", SOON, True), ("end_date", LONG_AGO, False)
])  # fmt: skip
def test_products_are_filtered_by_time(client, bound, at, has_some):
    products = voucherify.ProductsApi(client)
    assert (products.list_products(**{bound: at}).total > 0) is has_some
    assert (products.list_skus_in_product("p1", **{bound: at}).total > 0) is has_some


def test_what_is_not_there_is_the_clients_own_exception(client):
    with pytest.raises(
        voucherify.exceptions.NotFoundException, match="Cannot find order with id or source_id 'o9'"
    ) as error:
        voucherify.OrdersApi(client).get_order("o9")
    assert json.loads(error.value.body)["key"] == "not_found"
    stranger = voucherify.Configuration(host=client.configuration.host, api_key={"X-App-Id": "x", "X-App-Token": "y"})
    with (
        voucherify.ApiClient(stranger) as nobody,
        pytest.raises(voucherify.exceptions.UnauthorizedException, match="X-App-Token"),
    ):
        voucherify.OrdersApi(nobody).get_order("o1")


@pytest.mark.parametrize("path", ["customers/c1", "customers/c1/segments", "products/p1", "skus/s1", "orders/o2"])
def test_another_projects_entities_are_not_there(other, path):
    assert other.get(f"/v1/{path}").status_code == 404
    assert other.get("/v1/orders/o1").json()["amount"] == 1


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "page=0", "order=id;DROP TABLE orders", "order=-amount", "limit=x", "city=Oslo"]
)
def test_a_page_that_makes_no_sense_is_refused(other, query):
    answer = other.get(f"/v1/orders?{query}")
    assert (answer.status_code, answer.json()["key"]) == (400, "invalid_query_params")
