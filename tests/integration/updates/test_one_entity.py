"""Customers, products and SKUs on their own: the import's rules, one transaction, and what follows from it."""

import json

import msgspec
import pytest

from schemas.errors import UsageError
from schemas.orders.frames import Kind
from tasks.rules.create import create_distribution
from tasks.segments.lookup import find_segment
from tasks.segments.segments import create_segment
from tasks.updates.deletions import delete_customer, delete_product, delete_sku
from tasks.updates.entity_fields import EntityFields, read_fields
from tasks.updates.one_entity import upsert_entity
from tasks.updates.one_order import RejectedOrderError
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.shops import URL, order, run_import
from tests.support.projects.stages import KEY, NOW, import_orders, state


@pytest.fixture
def con(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def store(con, kind, entity, product_id=None):
    text = json.dumps(entity).encode()
    return upsert_entity(con, kind, msgspec.json.decode(text, type=EntityFields), KEY, NOW, product_id)


@pytest.mark.parametrize(
    ("noun", "body", "error", "said"),
    [
        ("order", b'{"amount":1,"amount":2}', RejectedOrderError, r"\$\.amount is given twice"),
        ("order", b'{"items":[{"price":1,"price":1}]}', RejectedOrderError, r"\$\.items\[0\]\.price is given twice"),
        ("customer", b'{"address":{"city":"a","city":"b"}}', UsageError, r"\$\.address\.city is given twice"),
        ("product", b'{"price":1,"price":1}', UsageError, r"\$\.price is given twice"),
        ("SKU", b'{"sku":"a","sku":"b"}', UsageError, r"\$\.sku is given twice"),
        (
            "order",
            b'{"metadata":' + b"[" * 5000 + b"]" * 5000 + b"}",
            RejectedOrderError,
            r"\$ is nested more than 128",
        ),
        ("order", rb'{"source_id":"\ud83d"}', UsageError, r"not one order as a JSON object: .*\\ud83d is half"),
        ("order", b"[]", UsageError, "not one order as a JSON object: an object is needed here"),
        ("order", b'{"a":"\xff"}', UsageError, "not one order as a JSON object: 'utf-8'"),
    ],
    ids=range(9),
)
def test_what_an_import_would_hand_back_for_its_form_is_refused(noun, body, error, said):
    with pytest.raises(error, match=said):
        read_fields(body, noun)


def test_what_may_be_repeated_is_kept_as_it_is_written():
    body = b'{"metadata":{"a":1,"a":2.50},"note":1,"note":2}'
    assert bytes(read_fields(body, "order")["metadata"]) == b'{"a":1,"a":2.50}'


def events(con):
    return [event for (event,) in con.execute("SELECT type FROM events ORDER BY ALL").fetchall()]


ANN = {"source_id": "c1", "name": "Ann", "birthdate": "1990-01-31", "metadata": {"a": {"deep": [1, None]}}}
MUG = {"source_id": "p1", "name": "Mug", "price": 7, "metadata": {"b": 2}}


@pytest.mark.parametrize(
    ("kind", "entities", "in_order"),
    [
        (Kind.CUSTOMER, [ANN, {"source_id": "c1", "metadata": {"z": 1}}], lambda one: {"customer": one}),
        (Kind.PRODUCT, [MUG, {"source_id": "p1", "price": 8}], lambda one: {"items": [{"product": one}]}),
    ],
)
def test_an_entity_alone_is_stored_as_in_an_order(con, tmp_path, kind, entities, in_order):
    for entity in entities:
        store(con, kind, entity)
    with open_warehouse(tmp_path / "other", KEY) as other:
        import_orders(other, *({"amount": 1, **in_order({**entity, "override": True})} for entity in entities))
        assert state(con, "import_id")[kind.table] == state(other, "import_id")[kind.table]


@pytest.mark.parametrize(
    ("kind", "entity", "said"),
    [
        (Kind.CUSTOMER, {}, r"\$ holds no field of a customer"),
        (Kind.CUSTOMER, {"name": None, "address": {}}, r"\$ holds no field of a customer"),
        (Kind.PRODUCT, {"price": "12"}, r"\$\.price an integer is needed here, but it is a text"),
        (Kind.PRODUCT, {"price": -1}, r"\$\.price -1 is below 0"),
        (Kind.PRODUCT, {"price": 2**63}, r"\$\.price the integer does not fit"),
        (Kind.SKU, {"source_id": ""}, r"\$\.source_id is an empty text"),
        (Kind.CUSTOMER, {"source_id": 5}, r"\$\.source_id a text is needed"),
        (Kind.CUSTOMER, {"id": "cust_x"}, r"\$\.id there is no customer with the id 'cust_x'"),
        (Kind.CUSTOMER, {"birthdate": "soon"}, r"\$\.birthdate 'soon' is not a date"),
        (Kind.CUSTOMER, {"metadata": []}, r"\$\.metadata '\[\]' is not a JSON object"),
        (Kind.CUSTOMER, {"address": {"city": 5}}, r"\$\.address\.city a text is needed"),
    ],
)
def test_what_an_order_could_not_hold_is_refused_by_path(con, kind, entity, said):
    with pytest.raises(UsageError, match=said):
        store(con, kind, entity, "prod_1")
    assert state(con)[kind.table] == []


def test_products_and_skus_are_events_and_an_sku_leaves_its_product_alone(con):
    product_id = store(con, Kind.PRODUCT, MUG)
    sku_id = store(con, Kind.SKU, {"source_id": "s1", "sku": "Blue"}, product_id)
    assert store(con, Kind.SKU, {"id": sku_id, "price": 3}, product_id) == sku_id
    assert con.execute("SELECT product_id, sku, price FROM skus").fetchall() == [(product_id, "Blue", 3)]
    assert events(con) == ["product.created", "sku.created", "sku.updated"]


def test_a_customer_enters_a_segment_and_a_deletion_leaves_it(con):
    named = {"name": {"conditions": {"$is": ["Ann"]}}}
    segment = create_segment(con, "Anns", "auto-update", {"junction": "and", **named}, NOW)
    rule = {"name": "hello", "trigger": "customer.segment.entered", "channel": "webhook", "url": URL}
    create_distribution(con, NOW, segment=segment.id, **rule)
    customer_id = store(con, Kind.CUSTOMER, ANN)
    assert events(con) == ["customer.segment.entered"]
    delete_customer(con, customer_id, NOW)
    left = find_segment(con, segment.id)
    assert (left.member_count, left.left_count) == (0, 1)
    assert con.execute("SELECT count(*) FROM customer_versions WHERE name = 'Ann'").fetchone() == (1,)


@pytest.mark.parametrize(("segment", "names"), [("active", ["Ann"]), ("passive", [])])
def test_who_is_deleted_leaves_an_active_segment_with_effects_and_a_passive_one_in_silence(con, segment, names):
    customer_id = store(con, Kind.CUSTOMER, ANN)
    for name in ("active", "passive"):
        create_segment(con, name, "static", [customer_id] if name == segment else [], NOW)
    rule = {"name": "bye", "trigger": "customer.segment.left", "channel": "webhook", "url": URL}
    create_distribution(con, NOW, segment="active", **rule)
    delete_customer(con, customer_id, NOW)
    sent = con.execute("SELECT event_type, data->>'$.customer.name' FROM deliveries").fetchall()
    assert sent == [("customer.segment.left", name) for name in names]
    assert events(con) == ["customer.segment.left"] * len(names)


def test_a_deleted_customer_has_the_same_orders_when_coming_again(con):
    run_import(con, [order("o1", "a")])
    (customer_id,) = con.execute("SELECT id FROM customers").fetchone()
    delete_customer(con, customer_id, NOW)
    assert con.execute("SELECT count(*) FROM customers, customer_summaries").fetchone() == (0,)
    assert store(con, Kind.CUSTOMER, {"source_id": "a"}) == customer_id
    assert con.execute("SELECT total_count FROM customer_summaries").fetchall() == [(1,)]


def test_a_product_is_deleted_with_its_skus(con):
    product_id = store(con, Kind.PRODUCT, MUG)
    first, _second = (store(con, Kind.SKU, {"source_id": name}, product_id) for name in ("s1", "s2"))
    delete_sku(con, first, NOW)
    assert con.execute("SELECT source_id FROM skus").fetchall() == [("s2",)]
    delete_product(con, product_id, NOW)
    assert con.execute("SELECT (SELECT count(*) FROM products), (SELECT count(*) FROM skus)").fetchone() == (0, 0)
