"""Many customers or products at once: the rules of an import for each row, in one transaction."""

import json

import msgspec
import pytest

from schemas.errors import ImportAbortedError
from schemas.orders.frames import Kind
from tasks.bulk.rows import MOST_ROWS
from tasks.imports.rejects_file import rejected_orders
from tasks.queries.metrics import read_numbers
from tasks.updates.entity_fields import EntityFields
from tasks.updates.one_entity import upsert_entity
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.undone import do_undo
from tests.support.projects.bulk import CUSTOMERS, PRODUCT_METADATA, PRODUCT_TABLE, PRODUCTS, BulkWorld
from tests.support.projects.stages import KEY, NOW, state

ANN = {"source_id": "ann", "name": "Ann", "birthdate": "1990-01-31", "address": {"city": "Rome"}, "metadata": {"a": 1}}
MUG = {"source_id": "mug", "name": "Mug", "price": 700, "attributes": ["hue"], "metadata": {"b": {"c": [1, None]}}}


@pytest.fixture
def world(tmp_path):
    return BulkWorld(tmp_path)


def rows(world, query):
    with world.open() as con:
        return con.execute(query).fetchall()


@pytest.mark.parametrize(
    ("type", "kind", "entities"),
    [
        (
            CUSTOMERS,
            Kind.CUSTOMER,
            [ANN, {"source_id": "bob"}, {"source_id": "ann", "name": None, "metadata": {"z": 2}}],
        ),
        (PRODUCTS, Kind.PRODUCT, [MUG, {"source_id": "cup", "image_url": ""}, {"source_id": "mug", "price": 8}]),
    ],
)
def test_a_batch_is_its_rows_one_at_a_time(world, tmp_path, type, kind, entities):
    report = world.update(type, entities)
    assert report.message == f"3 {kind.noun}(s) imported successfully, 0 failed."
    with open_warehouse(tmp_path / "other", KEY) as other, world.open() as con:
        for entity in entities:
            fields = msgspec.json.decode(json.dumps(entity).encode(), type=EntityFields)
            upsert_entity(other, kind, fields, KEY, NOW)
        left_out = ("import_id", "created_at", "updated_at")
        assert state(con, *left_out)[kind.table] == state(other, *left_out)[kind.table]


@pytest.mark.parametrize(
    ("type", "row", "path", "reason"),
    [
        (CUSTOMERS, {"source_id": 5}, "$.source_id", "a text is needed here, but it is an integer"),
        (CUSTOMERS, {"source_id": ""}, "$.source_id", "is an empty text; leave it out or name something"),
        (CUSTOMERS, {"birthdate": "1990-02-30"}, "$.birthdate", "'1990-02-30' is not a date like 1990-01-31"),
        (CUSTOMERS, {"id": "cust_1"}, "$.id", "there is no customer with the id 'cust_1'"),
        (CUSTOMERS, {"name": None, "address": {}}, "$", "holds no field of a customer"),
        (CUSTOMERS, None, "$", "holds no field of a customer"),
        (CUSTOMERS, "ann", "$", "an object is needed here, but it is a text"),
        (CUSTOMERS, {"metadata": [1]}, "$.metadata", "'[1]' is not a JSON object"),
        (PRODUCTS, {"source_id": "x", "price": "12"}, "$.price", "an integer is needed here, but it is a text"),
        (PRODUCTS, {"source_id": "x", "price": 10.5}, "$.price", "an integer is needed here, but it is a number with"),
        (PRODUCTS, {"source_id": "x", "price": -1}, "$.price", "-1 is below 0"),
        (PRODUCTS, {"source_id": "x", "price": 2**63}, "$.price", "the integer does not fit into 64 bits"),
        (PRODUCTS, {"source_id": "x", "override": False}, "$.override", "is not taken here; leave it out"),
        (PRODUCTS, {}, "$", "holds no field of a product"),
        (PRODUCTS, {"name": None, "color": "red"}, "$", "holds no field of a product"),
        (PRODUCTS, None, "$", "holds no field of a product"),
        (PRODUCTS, [], "$", "an object is needed here, but it is a list"),
    ],
)
def test_a_rows_fault_hands_back_that_row(world, type, row, path, reason):
    good = {"source_id": "good"}
    report = world.update(type, [good, row, {"source_id": "too", "name": "Too"}])
    [reject] = report.failed
    assert (reject.row, reject.path, report.done_count) == (1, path, 2)
    assert reject.reason.startswith(reason)
    with world.open() as con:
        assert [json.loads(text) for text in rejected_orders(con, "imp_1")] == [row]


def test_a_row_that_is_handed_back_keeps_its_name_and_its_words(world):
    body = b'[{"source_id": "a", "price": 1.0}, {"price": 2.50,\n "source_id": "b"}, {"price":1,"price":1}]'
    report = world.update(PRODUCTS, body)
    assert [(each.source_id, each.path) for each in report.failed] == [("b", "$.price"), (None, "$.price")]
    with world.open() as con:
        assert rejected_orders(con, "imp_1") == ['{"price": 2.50,"source_id": "b"}', '{"price":1,"price":1}']
    assert rows(world, "SELECT source_id, price FROM products") == [("a", 1)]


def test_unknown_fields_are_counted(world):
    report = world.update(CUSTOMERS, [{"source_id": "a", "loyal": 1, "address": {"planet": 1}}, ANN])
    assert [(each.message, each.count, each.rows) for each in report.warnings] == [
        ("$.address.planet is not a known field; it was left out", 1, [0]),
        ("$.loyal is not a known field; it was left out", 1, [0]),
    ]
    assert [each.message for each in world.update(PRODUCTS, [{**MUG, "hue": 1}]).warnings] == [
        "$.hue is not a known field; it was left out"
    ]


@pytest.mark.parametrize(("type", "entity", "table"), [(CUSTOMERS, ANN, "customers"), (PRODUCTS, MUG, "products")])
def test_what_stays_as_it_is_is_not_written(world, type, entity, table):
    world.update(type, [entity])
    report = world.update(type, [entity, {"source_id": entity["source_id"], "name": entity["name"]}])
    assert getattr(report, table).model_dump() == {"inserted": 0, "updated": 1}
    assert rows(world, f"SELECT import_id FROM {table}") == [("imp_1",)]
    assert rows(world, f"SELECT count(*) FROM {table[:-1]}_versions") == [(0,)]


def test_what_is_replaced_is_kept_under_the_name_of_the_update(world):
    world.update(CUSTOMERS, [ANN])
    world.update(CUSTOMERS, [{"source_id": "ann", "name": "Anna"}])
    assert rows(world, "SELECT name, import_id FROM customers") == [("Anna", "imp_2")]
    assert rows(world, "SELECT name, import_id, replaced_by FROM customer_versions") == [("Ann", "imp_1", "imp_2")]
    assert rows(world, "SELECT id, source, status, done_count FROM imports ORDER BY id") == [
        ("imp_1", "CUSTOMERS.BULK_UPDATE", "DONE", 1),
        ("imp_2", "CUSTOMERS.BULK_UPDATE", "DONE", 1),
    ]


@pytest.mark.parametrize(
    ("type", "body", "table"),
    [
        (CUSTOMERS, [{"source_id": "ann", "name": "Anna", "metadata": {"z": 1}}, {"source_id": "new"}], "customers"),
        (PRODUCT_METADATA, {"source_ids": ["mug", "new"], "metadata": {"z": 1}}, "products"),
        (PRODUCT_TABLE, b"source_id,price\nmug,9\nnew,8\n", "products"),
    ],
)
def test_an_update_can_be_undone(world, type, body, table):
    world.update(CUSTOMERS, [ANN])
    world.update(PRODUCTS, [MUG])
    with world.open() as con:
        before = state(con, "updated_at", "import_id")[table]
    world.update(type, body)
    with world.open() as con:
        report = do_undo(con, "imp_3")
        assert state(con, "updated_at", "import_id")[table] == before
    assert getattr(report, table).model_dump() == {"removed": 1, "restored": 0, "changed": 1}


def test_what_is_updated_is_no_imported_order(world):
    world.update(CUSTOMERS, [ANN])
    with world.open() as con:
        assert read_numbers(con).imported == 0


def test_an_update_that_is_run_again_is_done_already(world):
    first = world.update(CUSTOMERS, [ANN, {"name": "no name"}, 5])
    again = world.update(CUSTOMERS, [{"source_id": "else"}], action_id="imp_1")
    assert again == first
    assert rows(world, "SELECT count(*) FROM customers") == [(2,)]


def test_all_of_an_update_is_there_or_nothing(world, monkeypatch):
    monkeypatch.setattr("tasks.bulk.update.refresh_touched", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.update(CUSTOMERS, [ANN, 5])
    tables = ("customers", "rejects", "imports", "pending_refreshes")
    assert [rows(world, f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * len(tables)
    monkeypatch.undo()
    assert world.update(CUSTOMERS, [ANN], action_id="imp_1").done_count == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'[{"source_id":"a"}', "The body is not valid JSON: Input data was truncated"),
        (b'{"source_id":"a"}', r"The body is not an array of customers; put them in \[ \]"),
        (b"[" + b"1," * MOST_ROWS + b"1]", "The body holds 100,001 customers, and a bulk update takes at most 100,000"),
    ],
    ids=["torn", "object", "long"],
)
def test_a_body_that_will_not_do_writes_nothing(world, body, said):
    with pytest.raises(ImportAbortedError, match=said):
        world.update(CUSTOMERS, body)
    assert rows(world, "SELECT count(*) FROM imports") == [(0,)]


def test_an_empty_array_is_no_rows(world):
    assert world.update(CUSTOMERS, []).message == "0 customer(s) imported successfully, 0 failed."


def test_no_body_is_no_rows(world):
    assert world.update(CUSTOMERS, b"").done_count == 0
