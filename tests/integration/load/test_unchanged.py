"""Rows that an import does not change: nothing is written of them, and they are counted as before."""

from datetime import timedelta

import pytest

from schemas.reports.report import Written
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.stages import BUSINESS, KEY, NOW, WRITTEN, as_texts, clear, import_texts, rows

LATER = NOW + timedelta(days=1)
ORDER = {
    "source_id": "a",
    "amount": 9,
    "metadata": {"size": 1.0, "gift": None},
    "customer": {"source_id": "c", "name": "Ann", "address": {"city": "Rome"}, "metadata": {"x": [1, 2]}},
    "items": [
        {"price": 5, "product": {"id": "p", "name": "Mug", "attributes": ["hue"], "override": True}},
        {"sku_id": "s", "price": 1, "quantity": 2, "sku": {"attributes": {"hue": 1}, "override": True}},
    ],
}
FIRST, SECOND = ORDER["items"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("unchanged"), KEY) as con:
        yield con


@pytest.fixture
def con(warehouse):
    clear(warehouse)
    import_texts(warehouse, as_texts([ORDER]))
    warehouse.execute("DELETE FROM pending_refreshes")
    return warehouse


def changed(con, *orders: dict) -> set[str]:
    """The tables in which an import of these orders, a day later, writes anything but its own row and what it said."""
    before = {table: rows(con, table) for table in WRITTEN}
    import_texts(con, as_texts(list(orders)), "imp_2", LATER)
    return {table for table in WRITTEN if rows(con, table) != before[table]} - {"imports", "row_mentions"}


SAME = {
    "the same again": ORDER,
    "less of it": {"source_id": "a", "amount": 9},
    "the default said": {"source_id": "a", "status": "CREATED", "initial_amount": 9},
    "keys in another order": {"source_id": "a", "metadata": {"gift": None, "size": 1.0}},
    "nulls": {"source_id": "a", "metadata": None, "items": None, "customer": None},
    "the customer alone": {"source_id": "a", "customer": {"source_id": "c", "metadata": {"x": [1, 2]}}},
}
OTHER = {
    "the status": ({"status": "PAID"}, {"orders"}),
    "a key of metadata": ({"metadata": {"size": 2}}, {"orders"}),
    "a digit of metadata": ({"metadata": {"size": 1}}, {"orders"}),
    "a customer's name": ({"customer": {"source_id": "c", "name": "Bea"}}, {"customers"}),
    "a customer's list": ({"customer": {"source_id": "c", "metadata": {"x": [2, 1]}}}, {"customers"}),
    "another customer": ({"customer": {"source_id": "d"}}, {"orders", "customers"}),
    "items turned round": ({"items": [SECOND, FIRST]}, {"orders", "order_items"}),
    "one item less": ({"items": [FIRST]}, {"orders", "order_items"}),
    "one item more": ({"items": [FIRST, SECOND, FIRST]}, {"orders", "order_items"}),
    "no items": ({"items": []}, {"orders", "order_items"}),
    "an item's price": ({"items": [FIRST, {**SECOND, "price": 2}]}, {"orders", "order_items"}),
    "a product's attributes": (
        {"items": [{"amount": 5, "product": {"id": "p", "attributes": [], "override": True}}]},
        {"orders", "order_items", "products"},
    ),
}


@pytest.mark.parametrize("order", SAME.values(), ids=SAME)
@pytest.mark.parametrize("times", [1, 2])
def test_what_changes_nothing_writes_nothing(con, order, times):
    assert changed(con, *[order] * times) == set()


def test_what_changes_nothing_is_counted_as_updated(con):
    _, loaded = import_texts(con, as_texts([ORDER, ORDER, {"source_id": "b"}]), "imp_2", LATER)
    assert (loaded.done_count, loaded.orders) == (3, Written(inserted=1, updated=1))
    assert (loaded.customers, loaded.products, loaded.skus) == (Written(updated=1),) * 3


@pytest.mark.parametrize(("part", "tables"), OTHER.values(), ids=OTHER)
def test_what_changes_is_written_and_no_more(con, part, tables):
    assert changed(con, {"source_id": "a", **part}) & set(BUSINESS) == tables


@pytest.mark.parametrize("part", [{"status": "PAID"}, {"items": [SECOND]}, {"metadata": {"size": 2}}])
def test_what_changes_and_changes_back_is_written_where_it_did_so_last(con, part):
    assert "orders" in changed(con, ORDER, {"source_id": "a", **part}, {**ORDER, "status": "CREATED"}, ORDER)
    [(import_id, row)] = [(order["import_id"], order["source_row"]) for order in rows(con, "orders")]
    assert (import_id, row) == ("imp_2", 2)
    assert [version["import_id"] for version in rows(con, "order_versions")] == ["imp_1"]


def test_nobody_is_refreshed_for_what_stays(con):
    changed(con, ORDER, {"source_id": "b", "customer": {"source_id": "d"}})
    due = con.execute("SELECT c.source_id FROM pending_refreshes p JOIN customers c ON c.id = p.customer_id").fetchall()
    assert due == [("d",)]
