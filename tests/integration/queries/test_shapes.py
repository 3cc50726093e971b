"""Entities are shaped as the public client has them: items with what is stored, zeros where nothing happened."""

import json
from datetime import datetime

import msgspec
import pytest

from schemas.orders.frames import Kind
from tasks.queries.customers import find_customer
from tasks.queries.order_items import items_of
from tasks.queries.orders import find_order
from tasks.queries.products import find_product, find_sku
from tasks.queries.rows import Row
from tasks.updates.by_name import id_of, update_entity, update_order
from tasks.updates.one_order import upsert_order
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY, NOW

LATER = datetime(2026, 1, 3)
MUG = {"source_id": "mug", "name": "Mug", "price": 700, "metadata": {"n": 1.50}, "override": True}
BLUE = {"source_id": "blue", "sku": "Blue", "price": 900, "override": True, "product": {"source_id": "mug"}}


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        upsert_order(con, json.dumps({"source_id": "o", "items": [{"product": MUG, "sku": BLUE}]}), KEY, NOW)
        yield con


def decoded(value: object) -> dict[str, object]:
    found: dict[str, object] = msgspec.json.decode(msgspec.json.encode(value))
    return found


def the_item(con, **given: object) -> dict[str, object]:
    made = upsert_order(con, json.dumps({"source_id": "p", "amount": 5, "items": [given]}), KEY, NOW)
    [item] = items_of(con, [made.order_id])[made.order_id]
    return decoded(item)


def names(con) -> Row:
    return {"product": id_of(con, Kind.PRODUCT, "mug"), "sku": id_of(con, Kind.SKU, "blue")}


def test_an_item_that_names_a_product_shows_the_stored_one(con):
    item, ids = the_item(con, source_id="mug", related_object="product", quantity=2), names(con)
    product = {"id": ids["product"], "source_id": "mug", "name": "Mug", "price": 700, "metadata": {"n": 1.5}}
    assert item == {
        **{"object": "order_item", "source_id": "mug", "related_object": "product", "product_id": ids["product"]},
        **{"quantity": 2, "price": 700, "amount": 1400, "subtotal_amount": 1400},
        **{"product": product, "metadata": {}},
    }


def test_an_item_that_names_an_sku_shows_it_with_its_product(con):
    item, ids = the_item(con, source_id="blue", related_object="sku"), names(con)
    assert (item["product_id"], item["sku_id"], item["price"]) == (ids["product"], ids["sku"], 900)
    assert item["sku"] == {"id": ids["sku"], "source_id": "blue", "sku": "Blue", "price": 900, "metadata": {}}
    assert item["product"].items() >= {"id": ids["product"], "name": "Mug"}.items()


@pytest.mark.parametrize(
    ("given", "price"),
    [
        ({"price": 5}, 5),
        ({"amount": 700}, 700),
        ({"amount": 650}, None),
        ({"amount": 1400, "quantity": 2}, 700),
        ({"amount": 9, "quantity": 3, "product": {"price": 3}}, 3),
    ],
)
def test_a_price_is_shown_where_the_amount_says_it_was_that(con, given, price):
    assert the_item(con, product_id=names(con)["product"], **given).get("price") == price


def test_what_an_item_says_of_a_product_is_history_and_override_is_not_echoed(con):
    item = the_item(con, amount=5, product={"source_id": "mug", "name": "Old mug", "override": False})
    assert item["product"].items() >= {"id": names(con)["product"], "name": "Old mug"}.items()
    assert "override" not in item["product"]


def test_an_item_that_names_nothing_stored_says_what_it_was_given(con):
    given = {"object": "order_item", "product_id": "prod_gone", "quantity": 1}
    assert the_item(con, product_id="prod_gone") == {**given, "metadata": {}}


def test_a_product_has_its_skus_as_a_list(con):
    product, sku = find_product(con, "mug"), find_sku(con, "blue")
    assert product["skus"] == {"object": "list", "data_ref": "data", "data": [sku], "total": 1}


def test_nothing_was_updated_until_it_is(con):
    upsert_order(con, '{"source_id": "x", "created_at": "2020-01-01T10:00:00Z", "amount": 5}', KEY, NOW)
    found = [find_order(con, "x"), find_product(con, "mug"), find_sku(con, "blue")]
    assert [row["updated_at"] for row in found] == [None, None, None]
    fields = {"metadata": msgspec.Raw(b'{"a": 1}')}
    assert update_order(con, KEY, "x", fields, LATER)["updated_at"] == "2026-01-03T00:00:00Z"
    assert update_entity(con, Kind.PRODUCT, KEY, "mug", fields, LATER)["updated_at"] == "2026-01-03T00:00:00Z"


def test_a_customer_without_orders_has_zeros_and_no_address(con):
    upsert_order(con, '{"amount": 5, "customer": {"source_id": "ann", "name": "Ann"}}', KEY, NOW)
    ann = find_customer(con, "ann")
    assert ann["summary"]["orders"] == {
        **{"total_amount": 0, "total_count": 0},
        **{"average_amount": 0, "last_order_amount": 0},
    }
    assert ann["summary"]["redemptions"].items() >= {"total_redeemed": 0, "total_rollback_failed": 0}.items()
    assert ann["loyalty"] == {"points": 0, "referred_customers": 0, "campaigns": {}}
    assert (ann["referrals"], ann["address"], ann["updated_at"]) == ({"total": 0, "campaigns": []}, None, None)
