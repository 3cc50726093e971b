"""The same metadata for many: merged by key, those that are new are made, a name that is none is handed back."""

import json

import pytest

from schemas.errors import ImportAbortedError
from tests.support.projects.bulk import CUSTOMER_METADATA, CUSTOMERS, PRODUCT_METADATA, PRODUCTS, BulkWorld


@pytest.fixture
def world(tmp_path):
    return BulkWorld(tmp_path)


def metadata(world, table):
    with world.open() as con:
        found = con.execute(f"SELECT source_id, metadata FROM {table} ORDER BY source_id").fetchall()
    return {source_id: json.loads(text) for source_id, text in found}


@pytest.mark.parametrize(
    ("alone", "shared", "table"),
    [(CUSTOMERS, CUSTOMER_METADATA, "customers"), (PRODUCTS, PRODUCT_METADATA, "products")],
)
def test_all_get_it_and_who_is_new_is_made(world, alone, shared, table):
    world.update(alone, [{"source_id": "old", "metadata": {"kept": 1, "vip": False}}])
    report = world.update(shared, {"source_ids": ["old", "new", "new"], "metadata": {"vip": True, "n": None}})
    assert (report.done_count, getattr(report, table).inserted, report.failed) == (3, 1, [])
    assert metadata(world, table) == {"old": {"kept": 1, "vip": True, "n": None}, "new": {"vip": True, "n": None}}


def test_numbers_stay_as_they_are_written(world):
    world.update(CUSTOMER_METADATA, b'{"metadata":{"a":1.50,"a":1e400},"source_ids":["x"]}')
    with world.open() as con:
        assert con.execute("SELECT metadata FROM customers").fetchall() == [('{"a":1.50,"a":1e400}',)]


def test_a_name_that_is_none_is_handed_back(world):
    report = world.update(CUSTOMER_METADATA, {"source_ids": [5, "a", None, ""], "metadata": {}})
    assert [(each.row, each.path, each.reason.partition(";")[0]) for each in report.failed] == [
        (0, "$.source_id", "a text is needed here, but it is an integer"),
        (2, "$.source_id", "is null"),
        (3, "$.source_id", "is an empty text"),
    ]
    assert metadata(world, "customers") == {"a": {}}


def test_what_else_the_body_holds_is_counted(world):
    report = world.update(CUSTOMER_METADATA, {"source_ids": ["a"], "metadata": {"b": 1}, "ids": []})
    assert [each.message for each in report.warnings] == ["$.ids is not a known field; it was left out"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[]", "The body is not an object"),
        (b'{"metadata":{}}', r"\$\.source_ids has to be an array of texts"),
        (b'{"metadata":{},"source_ids":"a"}', r"\$\.source_ids has to be an array of texts"),
        (b'{"metadata":{},"source_ids":null}', r"\$\.source_ids has to be an array of texts"),
        (b'{"source_ids":["a"]}', r"\$\.metadata has to be a JSON object"),
        (b'{"source_ids":["a"],"metadata":[1]}', r"\$\.metadata has to be a JSON object"),
        (b'{"source_ids":["a"],"metadata":null}', r"\$\.metadata has to be a JSON object"),
        (
            b'{"source_ids":[' + b'"a",' * 9999 + b'"a"],"metadata":{"a":"' + b"x" * 7000 + b'"}}',
            "more than 67,108,864",
        ),
    ],
    ids=range(8),
)
def test_a_body_that_will_not_do_writes_nothing(world, body, said):
    with pytest.raises(ImportAbortedError, match=said):
        world.update(CUSTOMER_METADATA, body)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"product_ids":["prod_1"]}'])
def test_who_says_neither_whom_nor_what_changes_nothing(world, body):
    assert world.update(CUSTOMER_METADATA, body).done_count == 0
    assert metadata(world, "customers") == {}
