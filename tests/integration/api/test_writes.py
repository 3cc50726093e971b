"""Orders as they happen, customers, products, SKUs and segments, written over HTTP."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from schemas.ids import ProjectKey
from tasks.rules.create import create_distribution
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.api_world import ApiWorld
from tests.support.worlds.outside.public_client import voucherify

pytestmark = pytest.mark.xdist_group("api")

KEY = ProjectKey("acme", "writes")
IS_ONE = {"conditions": {"$is": 1}}
MANY_FIELDS = json.dumps({"name": "x", "filter": {f"metadata.{key}": IS_ONE for key in range(51)}}).encode()
FILTER = {"junction": "and", "name": {"conditions": {"$is": ["Ann"]}}}
HOLD = """
import sys, time
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/"))):
    print("open", flush=True)
    time.sleep(1)
"""


@pytest.fixture(scope="module")
def caller(api: ApiWorld) -> Iterator[httpx.Client]:
    with api.caller(KEY) as caller:
        yield caller


@pytest.fixture(scope="module")
def client(api: ApiWorld, caller: httpx.Client) -> "Iterator[voucherify.ApiClient]":
    keys = {name: caller.headers[name] for name in ("X-App-Id", "X-App-Token")}
    with voucherify.ApiClient(voucherify.Configuration(host=api.url, api_key=keys)) as client:
        yield client


def test_an_order_is_created_then_updated_and_both_are_events(api, caller):
    created = caller.post("/v1/orders", json={"source_id": "o1", "amount": 5, "metadata": {"a": 1}})
    order = created.raise_for_status().json()
    assert (order["status"], order["amount"]) == ("CREATED", 5)
    updated = caller.put("/v1/orders/o1", json={"status": "PAID", "metadata": {"b": 2}}).raise_for_status().json()
    assert (updated["id"], updated["amount"], updated["metadata"]) == (order["id"], 5, {"a": 1, "b": 2})
    with open_warehouse(api.home, KEY) as con:
        query = "SELECT type FROM events WHERE object_id = ? ORDER BY created_at, type"
        events = con.execute(query, [order["id"]]).fetchall()
    assert events == [("order.created",), ("order.paid",), ("order.updated",)]


@pytest.mark.parametrize(
    ("method", "path", "body", "code", "details"),
    [
        ("POST", "/v1/orders", b'{"amount": "12"}', 400, "$.amount an integer is needed here"),
        ("POST", "/v1/orders", b"[]", 400, "not one order as a JSON object"),
        ("POST", "/v1/orders", b"{", 400, "not one order as a JSON object"),
        ("POST", "/v1/orders", b'{"source_id": "\xff"}', 400, "not one order as a JSON object"),
        ("PUT", "/v1/orders/o0", b'{"id": 5}', 400, "$.id is not a text"),
        ("POST", "/v1/products", b'{"price": "12"}', 400, "$.price an integer is needed here"),
        ("POST", "/v1/customers", b'{"id": "cust_x"}', 400, "$.id there is no customer"),
        ("PUT", "/v1/customers/c9", b"{}", 404, "customer with id or source_id 'c9'"),
        ("PUT", "/v1/products/p9", b"{}", 404, "product with id or source_id 'p9'"),
        ("POST", "/v1/products/p9/skus", b"{}", 404, "product with id or source_id 'p9'"),
        ("DELETE", "/v1/products/p9/skus/s9", b"", 404, "product with id or source_id 'p9'"),
        ("PUT", "/v1/orders/o9", b"{}", 404, "order with id or source_id 'o9'"),
        ("PUT", "/v1/orders/o0", b'{"id": "ord_x"}', 400, "$.id is 'ord_x'"),
        ("POST", "/v1/segments", b'{"name": "x"}', 400, "needs a filter"),
        ("POST", "/v1/segments", b'{"name": 5}', 400, "name: Input should be a valid string"),
        ("POST", "/v1/segments", b'{"name": "x", "filter": {"junction": "and"}}', 400, "names no field"),
        ("POST", "/v1/segments", MANY_FIELDS, 400, "names 51 fields"),
        ("GET", "/v1/segments/seg_x", b"", 404, "segment 'seg_x'"),
        ("DELETE", "/v1/segments/seg_x", b"", 404, "segment 'seg_x'"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_reason(caller, method, path, body, code, details):
    caller.post("/v1/orders", json={"source_id": "o0", "amount": 1}).raise_for_status()
    answer = caller.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (code, code)
    assert details in answer.json()["details"]


@pytest.mark.parametrize(
    ("method", "path", "body", "key"),
    [
        ("POST", "/v1/orders", b'{"amount": "12"}', "invalid_order"),
        ("POST", "/v1/orders", b'{"id": "ord_x"}', "invalid_order"),
        ("PUT", "/v1/orders/o0", b'{"items": [{"quantity": 0}]}', "invalid_order"),
        ("POST", "/v1/orders", b"[]", "invalid_payload"),
        ("PUT", "/v1/orders/o0", b'{"id": "ord_x"}', "invalid_payload"),
        ("POST", "/v1/products", b'{"price": "12"}', "invalid_payload"),
    ],
)
def test_an_order_that_breaks_the_rules_has_a_key_of_its_own(caller, method, path, body, key):
    caller.post("/v1/orders", json={"source_id": "o0", "amount": 1}).raise_for_status()
    answer = caller.request(method, path, content=body)
    assert (answer.status_code, answer.json()["key"]) == (400, key)


def test_a_segment_is_made_read_and_deleted(caller):
    caller.post("/v1/orders", json={"source_id": "o2", "amount": 1, "customer": {"source_id": "c1", "name": "Ann"}})
    made = caller.post("/v1/segments", json={"name": "Anns", "filter": FILTER}).raise_for_status().json()
    assert (made["type"], made["member_count"], made["filter"]) == ("auto-update", 1, FILTER)
    static = caller.post("/v1/segments", json={"name": "One", "type": "static", "customers": ["c1"]})
    assert static.raise_for_status().json()["member_count"] == 1
    assert {segment["name"] for segment in caller.get("/v1/segments").json()["data"]} == {"Anns", "One"}
    page = caller.get("/v1/segments", params={"limit": 1, "page": 2, "order": "created_at"}).json()
    assert [segment.name for segment in voucherify.CustomersSegmentsListResponseBody.from_dict(page).data] == ["One"]
    assert (page["total"], page["data"]) == (2, [static.json()])
    assert caller.get("/v1/segments?name=One").json()["key"] == "invalid_query_params"
    assert caller.delete(f"/v1/segments/{made['id']}").status_code == 204
    assert caller.get(f"/v1/segments/{made['id']}").status_code == 404


def test_a_segment_is_deleted_by_its_name_as_described(caller):
    caller.post("/v1/segments", json={"name": "By name", "filter": FILTER}).raise_for_status()
    assert caller.delete("/v1/segments/By name").status_code == 204
    described = caller.get("/openapi.json").json()["paths"]["/v1/segments/{segment_id}"]["delete"]["description"]
    assert described.startswith("Delete a segment by its id, else by its name;")


def test_the_public_client_writes_customers(client):
    customers = voucherify.CustomersApi(client)
    ann = {"source_id": "c7", "name": "Ann", "metadata": {"a": [1, None]}, "address": {"city": "Łódź"}}
    made = customers.create_customer(ann)
    assert (made.name, made.metadata, made.summary.orders.total_count) == ("Ann", ann["metadata"], 0)
    changed = customers.update_customer("c7", {"email": "ann@example.com", "metadata": {"b": 2}})
    assert (changed.id, changed.name, changed.metadata) == (made.id, "Ann", {"a": [1, None], "b": 2})
    customers.delete_customer("c7")
    with pytest.raises(voucherify.exceptions.NotFoundException, match="Cannot find customer"):
        customers.get_customer("c7")


def test_the_public_client_writes_products_and_skus(client):
    products = voucherify.ProductsApi(client)
    mug, cup = (products.create_product({"source_id": name, "name": name}) for name in ("mug", "cup"))
    assert products.update_product("mug", {"price": 7}).name == "mug"
    blue = products.create_sku("mug", {"source_id": "blue", "price": 5})
    assert (blue.product_id, products.update_sku("mug", "blue", {"sku": "Blue"}).price) == (mug.id, 5)
    with pytest.raises(voucherify.exceptions.BadRequestException, match=f"SKU of another product, {mug.id}"):
        products.create_sku(cup.id, {"source_id": "blue"})
    with pytest.raises(voucherify.exceptions.NotFoundException, match="'blue' of the product 'cup'"):
        products.delete_sku("cup", "blue")
    products.delete_sku("mug", "blue")
    products.delete_product("mug")
    assert [product.source_id for product in products.list_products().products] == ["cup"]


def test_the_public_client_makes_segments_and_sees_who_enters_them(api, client):
    segments, customers = voucherify.SegmentsApi(client), voucherify.CustomersApi(client)
    wealthy = {"junction": "and", "summary.orders.total_amount": {"conditions": {"$more_than": [100]}}}
    made = segments.create_segment({"name": "Wealthy", "type": "passive", "filter": wealthy})
    assert (made.type, segments.get_segment(made.id).filter) == ("auto-update", wealthy)
    with open_warehouse(api.home, KEY) as con:
        rule = {"trigger": "customer.segment.entered", "channel": "file", "segment": made.id}
        create_distribution(con, made.created_at.replace(tzinfo=None), name="log", **rule)
    order = {"source_id": "o8", "status": "PAID", "amount": 200, "customer": {"source_id": "c8"}}
    voucherify.OrdersApi(client).create_order(order)
    seen = customers.list_customer_activity("c8").data
    types = ["customer.created", "customer.order.created", "customer.order.paid", "customer.segment.entered"]
    assert sorted(activity.type for activity in seen) == types
    first = customers.list_customer_activity("c8", limit=1)
    rest = customers.list_customer_activity("c8", starting_after_id=first.more_starting_after)
    assert [each.id for each in [*first.data, *rest.data]] == [each.id for each in seen]
    paid = customers.list_customer_activity("c8", type="customer.order.paid")
    assert [activity.type for activity in paid.data] == ["customer.order.paid"]
    assert customers.list_customer_activity("c8", type="customer.confirmed").data == []
    with pytest.raises(voucherify.exceptions.BadRequestException, match="'evt_x' is not in the activity of 'c8'"):
        customers.list_customer_activity("c8", starting_after_id="evt_x")
    with pytest.raises(voucherify.exceptions.BadRequestException, match="in use"):
        segments.delete_segment(made.id)


def test_customers_are_found_by_email_and_sorted_by_source_id(client):
    customers = voucherify.CustomersApi(client)
    for name in ("d1", "d2", "d3"):
        customers.create_customer({"source_id": name, "email": "d@example.com", "address": {"city": name[1]}})
    found = customers.list_customers(email="d@example.com", order="-source_id")
    assert ([each.source_id for each in found.customers], found.total) == (["d3", "d2", "d1"], 3)
    assert [each.source_id for each in customers.list_customers(email="d@example.com", city="2").customers] == ["d2"]
    assert customers.list_customers(name="' OR true --").total == 0


def test_what_one_project_writes_is_out_of_reach_of_another(api, caller):
    own = {"orders": {"amount": 5}, "customers": {"name": "Ann"}, "products": {"price": 5}}
    ids = {what: caller.post(f"/v1/{what}", json={**one, "source_id": "own"}).json()["id"] for what, one in own.items()}
    with api.caller(ProjectKey("acme", "stranger")) as stranger:
        for what, its_id in ids.items():
            for name in (its_id, "own"):
                assert stranger.put(f"/v1/{what}/{name}", json={"metadata": {"x": 1}}).status_code == 404
            assert what == "orders" or stranger.delete(f"/v1/{what}/{its_id}").status_code == 404
            assert stranger.post(f"/v1/{what}", json={"source_id": "own", "amount": 1}).json()["id"] != its_id
    assert {caller.get(f"/v1/{what}/own").json()["id"] for what in own} == set(ids.values())
    assert all(caller.get(f"/v1/{what}/own").json()["metadata"] == {} for what in own)


def test_one_order_sent_many_times_at_once_is_one_order(caller):
    one = {"source_id": "crowd", "amount": 1, "customer": {"source_id": "crowd"}}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: caller.post("/v1/orders", json=one), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [each["source_id"] for each in caller.get("/v1/orders?limit=100").json()["orders"]].count("crowd") == 1


@pytest.mark.parametrize("metadata", ['{"n":' + "9" * 6000 + "}", '{"n":' + "[" * 120 + "]" * 120 + "}", '{"n":1e400}'])
@pytest.mark.parametrize("what", ["orders", "customers", "products", "products/p/skus"])
def test_metadata_comes_back_word_for_word(caller, what, metadata):
    caller.post("/v1/products", json={"source_id": "p"}).raise_for_status()
    body = f'{{"source_id":"odd","amount":1,"metadata":{metadata}}}'
    assert f'"metadata":{metadata}' in caller.post(f"/v1/{what}", content=body).raise_for_status().text
    assert f'"metadata":{metadata}' in caller.get(f"/v1/{what}?limit=100").raise_for_status().text


@pytest.mark.parametrize("path", ["orders/import", "orders", "customers", "products", "segments"])
def test_a_body_that_is_too_large_is_refused_before_it_is_sent(api, caller, path):
    keys = "".join(f"{name}: {caller.headers[name]}\r\n" for name in ("X-App-Id", "X-App-Token"))
    with socket.create_connection(("127.0.0.1", api.port), timeout=30) as connection:
        head = f"POST /v1/{path} HTTP/1.1\r\nHost: x\r\n{keys}Content-Length: 100000000\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 413 ")
    pieces = (b" " * (1 << 20) for _ in range(100))
    assert caller.post(f"/v1/{path}", content=pieces).json()["key"] == "query_too_large"


def test_a_method_that_a_path_does_not_take_is_answered_with_those_it_takes(caller):
    answer = caller.patch("/v1/products/p/skus/s")
    assert (answer.status_code, answer.headers["Allow"], answer.json()["key"]) == (405, "DELETE, PUT", "invalid_method")


def test_reads_and_small_writes_wait_for_whoever_has_the_database(api, caller):
    hold = [sys.executable, "-c", HOLD, str(api.home), str(KEY)]
    with subprocess.Popen(hold, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"open\n"
        assert caller.get("/v1/orders").status_code == 200
        assert caller.post("/v1/orders", json={"source_id": "o3", "amount": 1}).status_code == 200
