"""What a load leaves: rows, what they replaced, rejects, counts, the refresh that is due; or nothing at all."""

from dataclasses import replace
from datetime import timedelta

import duckdb
import polars as pl
import pytest

from schemas.orders.frames import Kind
from schemas.reports.report import Written
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.corpus import CORPUS
from tests.support.projects.stages import (
    KEY,
    NOW,
    WRITTEN,
    as_texts,
    clear,
    import_orders,
    import_texts,
    load,
    rows,
    stage_texts,
)

LATER = NOW + timedelta(days=1)
FULL = {
    "source_id": "a",
    "metadata": {"a": 1},
    "customer": {"source_id": "c", "name": "Ann", "metadata": {"x": [1]}},
    "items": [{"price": 5, "product": {"id": "p", "name": "Mug", "override": True}}, {"sku_id": "s", "price": 1}],
}
FULL["items"][1]["sku"] = {"sku": "L", "override": True, "metadata": {"m": 1}}
OTHER = {
    "source_id": "a",
    "status": "PAID",
    "customer": {"source_id": "c", "name": "Bea"},
    "items": [{"price": 5, "product": {"id": "p", "name": "Cup", "override": True}}, {"sku_id": "s", "price": 2}],
}
OTHER["items"][1]["sku"] = {"sku": "XL", "override": True}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with open_warehouse(tmp_path_factory.mktemp("load"), KEY) as con:
        yield con


@pytest.fixture
def con(warehouse):
    clear(warehouse)
    return warehouse


def everything(con) -> dict[str, list]:
    return {table: rows(con, table) for table in WRITTEN}


def test_what_was_inserted_and_what_updated_is_counted(con):
    _, first = import_orders(con, FULL, FULL, {"source_id": "b"})
    _, second = import_orders(con, FULL, {"source_id": "c", "customer": {"source_id": "d"}}, import_id="imp_2")
    assert (first.orders, first.customers) == (Written(inserted=2), Written(inserted=1))
    assert (first.products, first.skus) == (Written(inserted=1), Written(inserted=1))
    assert (second.orders, second.customers) == (Written(inserted=1, updated=1),) * 2
    assert (second.products, second.skus) == (Written(updated=1),) * 2


@pytest.mark.parametrize(
    ("table", "versions"),
    [
        ("orders", "order_versions"),
        ("order_items", "order_item_versions"),
        ("customers", "customer_versions"),
        ("products", "product_versions"),
        ("skus", "sku_versions"),
    ],
)
def test_what_an_upsert_replaced_is_kept_as_it_was(con, table, versions):
    import_orders(con, FULL)
    before = rows(con, table)
    assert rows(con, versions) == []
    import_texts(con, as_texts([OTHER, {"source_id": "new"}]), "imp_2", LATER)
    kept = rows(con, versions)
    assert {version.pop("write_number") is None for version in kept} == {False}
    assert [{**version, "has_other_items": True} for version in kept] == [
        {**row, "replaced_by": "imp_2", "replaced_at": LATER, "has_other_items": True} for row in before
    ]
    assert {row["import_id"] for row in rows(con, table)} == {"imp_2"}


def test_rows_that_have_moved_since_they_were_read_are_replaced_all_the_same(con):
    import_orders(con, {"source_id": "else", "items": [{"price": 1}]}, FULL)
    staged = stage_texts(con, as_texts([OTHER]), "imp_2", LATER)
    frames = {**staged.replaced, "items": staged.replaced_items}
    moved = {name: frame.with_columns(place=pl.lit(0, pl.Int64)) for name, frame in frames.items()}
    load(con, replace(staged, replaced_items=moved.pop("items"), replaced=moved), "imp_2", LATER)
    orders = sorted((order["source_id"], order["status"]) for order in rows(con, "orders"))
    assert orders == [("a", "PAID"), ("else", "CREATED")]
    assert sorted(item["price"] for item in rows(con, "order_items")) == [1, 2, 5]
    assert [customer["name"] for customer in rows(con, "customers")] == ["Bea"]


def test_items_that_an_upsert_did_not_bring_are_left_alone(con):
    import_orders(con, FULL)
    before = rows(con, "order_items")
    import_orders(con, {"source_id": "a", "status": "PAID"}, import_id="imp_2")
    assert rows(con, "order_items") == before
    assert rows(con, "order_item_versions") == []


def test_every_row_names_its_import_and_an_order_its_place_in_the_file(con):
    import_texts(con, as_texts([{"source_id": "x"}, FULL, OTHER, OTHER, {"source_id": "x"}]), "imp_7", first_row=40)
    assert {order["source_id"]: order["source_row"] for order in rows(con, "orders")} == {"x": 40, "a": 42}
    written = [row for table in ("orders", "order_items", "customers", "products", "skus") for row in rows(con, table)]
    assert {row["import_id"] for row in written} == {"imp_7"}


def test_the_first_time_is_kept_and_the_last_time_is_noted(con):
    import_orders(con, FULL)
    import_texts(con, as_texts([OTHER]), "imp_2", LATER)
    for table in ("orders", "customers", "products", "skus"):
        assert [(row["created_at"], row["updated_at"]) for row in rows(con, table)] == [(NOW, LATER)]


def test_rejects_are_stored_with_their_text_unchanged(con):
    import_texts(con, [one.text for one in CORPUS])
    stored = con.execute("SELECT row, path, raw FROM rejects WHERE import_id = 'imp_1' ORDER BY row").fetchall()
    assert stored == [(row, one.path, one.text) for row, one in enumerate(CORPUS) if one.path]
    (noted,) = rows(con, "imports")
    counts = [noted[name] for name in ("row_count", "done_count", "failed_count", "loaded_at")]
    assert counts == [len(CORPUS), len(CORPUS) - len(stored), len(stored), NOW]


def test_the_people_of_an_order_before_and_after_are_to_be_refreshed(con):
    import_orders(con, {"source_id": "a", "customer": {"source_id": "before"}}, {"customer": {"source_id": "else"}})
    con.execute("DELETE FROM pending_refreshes")
    moved = {"source_id": "a", "customer": {"source_id": "after"}, "referrer": {"source_id": "referrer"}}
    import_orders(con, moved, {"id": "ord_unknown", "customer": {"source_id": "rejected"}}, import_id="imp_2")
    due = "SELECT p.import_id, c.source_id FROM pending_refreshes p JOIN customers c ON c.id = customer_id ORDER BY ALL"
    assert con.execute(due).fetchall() == [("imp_2", name) for name in ("after", "before", "referrer")]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_load_that_fails_in_the_middle_leaves_nothing(con, kind):
    import_orders(con, FULL)
    before = everything(con)
    staged = stage_texts(con, as_texts([OTHER, {"source_id": "b"}, {"amount": -1}]), "imp_2", LATER)
    staged.rows[kind] = staged.rows[kind].with_columns(import_id=pl.lit(None, pl.String))
    with pytest.raises(duckdb.ConstraintException, match="import_id"):
        load(con, staged, "imp_2", LATER)
    assert everything(con) == before


def test_a_load_that_failed_can_be_made_up_for(con):
    staged = stage_texts(con, as_texts([FULL]))
    sound = dict(staged.rows)
    staged.rows[Kind.ORDER] = sound[Kind.ORDER].with_columns(status=pl.lit(None, pl.String))
    with pytest.raises(duckdb.ConstraintException, match="status"):
        load(con, staged, "imp_1", NOW)
    staged.rows.update(sound)
    assert load(con, staged, "imp_1", NOW).orders == Written(inserted=1)


def test_nothing_is_loaded_from_an_empty_batch(con):
    _, loaded = import_texts(con, [])
    assert (loaded.row_count, loaded.done_count, loaded.orders) == (0, 0, Written())
    assert rows(con, "imports")[0]["loaded_at"] == NOW
