"""One stored entity by its name: found, updated and deleted; SKUs by the product's name too."""

import json

import msgspec
import pytest

from schemas.errors import NotFoundError, UsageError
from schemas.orders.frames import Kind
from tasks.queries.products import find_sku
from tasks.updates.by_name import (
    create_entity,
    create_order,
    delete_entity,
    get_entity,
    id_of,
    update_entity,
    update_order,
)
from tasks.updates.entity_fields import EntityFields
from tasks.updates.one_order import RejectedOrderError
from tasks.updates.product_skus import create_product_sku, delete_product_sku, update_product_sku
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import KEY, NOW


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def encode(value: object) -> bytes:
    return msgspec.json.encode(value)


def fields(**given: object) -> EntityFields:
    return msgspec.json.decode(json.dumps(given).encode(), type=EntityFields)


@pytest.mark.parametrize(("kind", "noun"), [(Kind.CUSTOMER, "customer"), (Kind.PRODUCT, "product")])
def test_an_entity_is_found_updated_and_deleted_by_either_name(con, kind, noun):
    made = create_entity(con, kind, KEY, fields(source_id="x", name="Old", metadata={"a": 1}), NOW)
    assert id_of(con, kind, "x") == id_of(con, kind, made["id"]) == made["id"]
    updated = update_entity(con, kind, KEY, "x", fields(name="New"), NOW)
    assert (updated["id"], updated["name"], updated["source_id"]) == (made["id"], "New", "x")
    delete_entity(con, kind, made["id"], NOW)
    with pytest.raises(NotFoundError, match=f"Cannot find {noun} with id or source_id 'x'"):
        get_entity(con, kind, "x")


def test_an_order_is_updated_by_either_name(con):
    made = create_order(con, KEY, fields(source_id="o", amount=5), NOW)
    assert update_order(con, KEY, "o", fields(status="PAID"), NOW)["status"] == "PAID"
    assert update_order(con, KEY, made["id"], fields(id=made["id"], amount=6), NOW)["amount"] == 6
    with pytest.raises(RejectedOrderError, match=r"\$\.amount an integer is needed here"):
        update_order(con, KEY, "o", fields(amount="6"), NOW)
    with pytest.raises(NotFoundError, match="Cannot find order with id or source_id 'p'"):
        update_order(con, KEY, "p", fields(amount=6), NOW)


@pytest.mark.parametrize(("given", "said"), [({"id": "ord_x"}, r"\$\.id is 'ord_x', but"), ({"id": 5}, "not a text")])
def test_an_update_may_not_mean_another_one(con, given, said):
    create_order(con, KEY, fields(source_id="o", amount=5), NOW)
    with pytest.raises(UsageError, match=said):
        update_order(con, KEY, "o", fields(**given), NOW)


DETAILS = {
    Kind.PRODUCT: {"name": "Mug", "price": 5, "attributes": ["hue", "size"], "image_url": "https://pictures.example/1"},
    Kind.SKU: {"price": 5, "currency": "EUR", "attributes": {"hue": "blue", "ml": 2.50}, "image_url": ""},
}


@pytest.mark.parametrize("kind", DETAILS)
@pytest.mark.parametrize("way", ["alone", "in an order"])
def test_whatever_the_public_shape_says_of_a_product_or_sku_comes_back(con, kind, way):
    said, noun = fields(source_id="x", **DETAILS[kind]), kind.noun.lower()
    if way == "in an order":
        create_order(con, KEY, fields(items=[{"amount": 1, noun: {"override": True, **json.loads(encode(said))}}]), NOW)
    elif kind is Kind.PRODUCT:
        create_entity(con, kind, KEY, said, NOW)
    else:
        create_entity(con, Kind.PRODUCT, KEY, fields(source_id="mug"), NOW)
        create_product_sku(con, KEY, "mug", said, NOW)
    assert json.loads(encode(get_entity(con, kind, "x"))).items() >= DETAILS[kind].items()


def test_an_sku_is_its_products(con):
    mug, cup = (create_entity(con, Kind.PRODUCT, KEY, fields(source_id=name), NOW) for name in ("mug", "cup"))
    blue = create_product_sku(con, KEY, "mug", fields(source_id="blue"), NOW)
    assert blue["product_id"] == mug["id"]
    assert update_product_sku(con, KEY, mug["id"], "blue", fields(price=5), NOW)["price"] == 5
    with pytest.raises(UsageError, match=rf"\$\.source_id 'blue' is that of an SKU of another product, {mug['id']}"):
        create_product_sku(con, KEY, cup["id"], fields(source_id="blue"), NOW)
    with pytest.raises(NotFoundError, match="Cannot find SKU with id or source_id 'blue' of the product 'cup'"):
        delete_product_sku(con, "cup", "blue", NOW)
    with pytest.raises(NotFoundError, match="Cannot find product with id or source_id 'pot'"):
        delete_product_sku(con, "pot", "blue", NOW)
    delete_product_sku(con, "mug", "blue", NOW)
    assert find_sku(con, "blue") is None
