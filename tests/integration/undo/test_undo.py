"""What an undo takes back, what it leaves alone and says so, and what it refuses."""

import json

import pytest

from schemas.errors import NotFoundError, UsageError
from schemas.orders.frames import Kind
from schemas.reports.report import ImportStatus
from tasks.queries.metrics import read_numbers
from tasks.undo import undo as undoing
from tasks.undo.undo import UndoRequest, find_undo, rehearse_undo, undo
from tasks.updates.by_name import delete_entity
from tasks.updates.one_order import upsert_order
from tests.support.laws.undone import LATER, business, do_import, do_undo, start
from tests.support.projects.stages import KEY, NOW, as_texts, rows

MUG = {"price": 5, "product": {"id": "p", "name": "Mug", "override": True}}
FIRST = {
    **{"source_id": "a", "status": "PAID", "amount": 5, "metadata": {"x": 1, "y": 1}, "items": [MUG]},
    "customer": {"source_id": "c", "name": "Ann"},
}


@pytest.fixture
def con(opened):
    start(opened)
    do_import(opened, "imp_1", as_texts([FIRST]))
    return opened


def bring(con, import_id, **fields):
    do_import(con, import_id, as_texts([{"source_id": "a", **fields}]))


def change(con, update_id="upd_1", **fields):
    upsert_order(con, json.dumps({"source_id": "a", **fields}), KEY, NOW, update_id=update_id)


def kept(report):
    return {(each.kind, each.field, *each.written_by) for each in report.kept}


def stored(con, *fields):
    [order] = rows(con, "orders")
    return tuple(order[field] for field in fields)


WHOLE = {"amount": 7, "status": "FULFILLED", "metadata": {"x": 2}, "items": []}
SINCE = {
    "nothing": ({}, (5, "PAID", {"x": 1, "y": 1}), set()),
    "the amount": ({"amount": 8}, (8, "PAID", {"x": 1, "y": 1}), {("order", "amount", "upd_1")}),
    "the same amount": ({"amount": 7}, (7, "PAID", {"x": 1, "y": 1}), {("order", "amount", "upd_1")}),
    "a key": ({"metadata": {"x": 3}}, (5, "PAID", {"x": 3, "y": 1}), {("order", "metadata.x", "upd_1")}),
    "another key": ({"metadata": {"z": 3}}, (5, "PAID", {"x": 1, "y": 1, "z": 3}), set()),
    "the amount as it had been": ({"amount": 5}, (5, "PAID", {"x": 1, "y": 1}), set()),
}


@pytest.mark.parametrize(("since", "left", "said"), SINCE.values(), ids=SINCE)
def test_a_field_goes_back_unless_somebody_has_said_it_since(con, since, left, said):
    bring(con, "imp_2", **WHOLE)
    change(con, **since)
    report = do_undo(con, "imp_2")
    assert stored(con, "amount", "status", "metadata") == left
    assert kept(report) == said


def test_items_go_back_with_what_hangs_on_them(con):
    bring(con, "imp_2", items=[{**MUG, "discount_amount": 2}, MUG])
    do_undo(con, "imp_2")
    assert stored(con, "amount", "items_discount_amount") == (5, 0)
    assert [item["item_index"] for item in rows(con, "order_items")] == [0]


@pytest.mark.parametrize("by", ["imp_2", "upd_1"])
def test_what_was_brought_stays_if_somebody_has_said_something_of_it(con, by):
    if by == "imp_2":
        bring(con, by, amount=5)
    else:
        change(con, by, amount=6)
    report = do_undo(con, "imp_1")
    assert kept(report) == {("order", "*", by), ("customer", "*"), ("product", "*")}
    assert {each.why for each in report.kept if not each.written_by} == {"named by others"}
    assert stored(con, "status") == ("PAID",)


def test_what_was_kept_goes_when_the_other_import_is_undone_too(con):
    bring(con, "imp_2", amount=6)
    do_undo(con, "imp_1")
    do_undo(con, "imp_2")
    assert [rows(con, table) for table in ("orders", "customers", "products", "customer_summaries")] == [[]] * 4


def test_a_cascade_undoes_later_imports_but_no_changes(con):
    bring(con, "imp_2", amount=6)
    bring(con, "imp_3", amount=7)
    change(con, status="FULFILLED")
    report = do_undo(con, "imp_2", cascade=True)
    assert sorted(report.undone) == ["imp_2", "imp_3"]
    assert stored(con, "amount", "status") == (5, "FULFILLED")


def test_a_backfill_goes_as_one_whatever_came_between_its_portions(con):
    start(con)
    do_import(con, "imp_fill", as_texts([{"source_id": "a", "amount": 1}, {"source_id": "b", "amount": 1}]))
    do_import(con, "imp_2", as_texts([{"source_id": "a", "metadata": {"x": 1}}, {"source_id": "c", "amount": 2}]))
    do_import(con, "imp_fill", as_texts([{"source_id": name, "amount": 3} for name in "acd"]))
    report = do_undo(con, "imp_fill")
    left = {order["source_id"]: (order["amount"], order["metadata"]) for order in rows(con, "orders")}
    assert left == {"a": (1, {"x": 1}), "c": (2, None)}
    assert kept(report) == {("order", "*", "imp_2")}


def test_what_was_deleted_since_stays_deleted(con):
    delete_entity(con, Kind.PRODUCT, "p", NOW)
    was = business(con)
    do_undo(con, "imp_1")
    assert rows(con, "orders") == rows(con, "products") == []
    do_undo(con, "undo_imp_1")
    assert business(con) == was


def test_a_rehearsal_says_the_same_and_writes_nothing(con):
    bring(con, "imp_2", **WHOLE)
    before = {table: rows(con, table) for table in ("orders", "order_versions", "imports", "undos", "row_mentions")}
    report = rehearse_undo(con, UndoRequest("undo_imp_2", KEY, "imp_2"), LATER)
    assert {table: rows(con, table) for table in before} == before
    assert report.orders == do_undo(con, "imp_2").orders


def test_an_undo_that_died_before_the_refresh_is_ended_by_the_same_again(con, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(undoing, "refresh", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        do_undo(con, "imp_1")
    report = undo(con, UndoRequest("undo_again", KEY, "imp_1"), LATER)
    assert (report.undo_id, report.status, report.orders.removed) == ("undo_imp_1", ImportStatus.DONE, 1)
    assert find_undo(con, "undo_imp_1") == report.for_storage()


def test_the_same_undo_again_does_nothing(con):
    first = do_undo(con, "imp_1")
    assert do_undo(con, "imp_1") == first.for_storage()


def test_an_undo_imports_nothing(con):
    imported = read_numbers(con).imported
    do_undo(con, "imp_1")
    assert read_numbers(con).imported == imported == 1


def test_the_history_has_the_undo(con):
    do_undo(con, "imp_1")
    query = "SELECT source, status, done_count, effects FROM imports WHERE id = 'undo_imp_1'"
    assert con.execute(query).fetchall() == [("undo of imp_1", "DONE", 1, "none")]


REFUSED = {
    "nobody's": ("imp_9", "", NotFoundError, "t/p has no import imp_9"),
    "undone": ("imp_1", "INSERT INTO undos VALUES ('imp_u', ['imp_1'], '{}')", UsageError, "undone already, by imp_u"),
    "failed": (
        "imp_f",
        "INSERT INTO imports (id, source, status, started_at) VALUES ('imp_f', '', 'FAILED', now())",
        UsageError,
        "has failed and wrote nothing",
    ),
    "under way": ("imp_1", "UPDATE imports SET finished_at = NULL", UsageError, "is still under way"),
    "pruned": (
        "imp_1",
        "INSERT INTO prunings VALUES ('versions', '2100-01-01', now(), 1)",
        UsageError,
        r"Versions were pruned until 2100-01-01 00:00:00 \(UTC\)",
    ),
    "old": ("imp_1", "UPDATE imports SET is_undoable = false", UsageError, "not all is kept"),
}


@pytest.mark.parametrize(("import_id", "prepare", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_undone_is_refused_with_the_reason(con, import_id, prepare, error, said):
    if prepare:
        con.execute(prepare)
    with pytest.raises(error, match=said):
        undo(con, UndoRequest("imp_x", KEY, import_id), LATER)
