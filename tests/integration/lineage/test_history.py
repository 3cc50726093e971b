"""Each write of a row is in its history, with who, from where, and what it changed."""

import json
from datetime import timedelta

import pytest

from schemas.errors import NotFoundError
from schemas.orders.frames import Kind
from tasks.lineage.compare import compare_imports
from tasks.lineage.history import history_of
from tasks.lineage.places import with_raw
from tasks.lineage.public import public_history
from tasks.retention.kept import Kept
from tasks.retention.prune import prune
from tasks.warehouse.statements import rolled_back
from tests.integration.lineage.conftest import ORDER
from tests.support.laws.undone import do_undo
from tests.support.projects.stages import KEY, NOW


def story(history):
    return [
        (str(each.did), each.written_by, each.row, [one.field for one in each.changes]) for each in history.versions
    ]


def test_an_order_has_every_write(con):
    [created, *later] = story(history_of(con, Kind.ORDER, "a"))
    assert created[:3] == ("created", "imp_1", 1)
    assert later == [
        ("changed", "imp_2", 0, ["amount", "metadata.k", "items"]),
        ("said again", "imp_3", 1, []),
        ("changed", "upd_1", None, ["status"]),
        ("changed", "undo_imp_2", None, ["metadata.k", "items"]),
    ]


def test_values_are_there_before_and_after(con):
    [_, changed, *_] = history_of(con, Kind.ORDER, "a").versions
    assert [(one.before, one.after) for one in changed.changes] == [("5", "7"), ("1.5", "2"), (None, None)]


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (Kind.CUSTOMER, "c", ["created", "changed", "changed"]),
        (Kind.PRODUCT, "p", ["created", "deleted"]),
        (Kind.ORDER, "z", ["created"]),
    ],
)
def test_each_kind_has_a_history_also_what_is_deleted(con, kind, name, said):
    history = history_of(con, kind, name)
    assert [str(each.did) for each in history.versions] == said
    assert (history.is_stored, history.is_whole) == (said[-1] != "deleted", True)


def test_a_customers_number_comes_from_orders(con):
    history = history_of(con, Kind.CUSTOMER, "c")
    total = con.execute("SELECT total_amount FROM customer_summaries WHERE customer_id = ?", [history.id]).fetchone()
    counted = [(each.source_id, each.amount, each.source, each.row) for each in history.counted_orders]
    assert counted == [("a", 7, "undo of imp_2", None)]
    assert total == (sum(each.amount for each in history.counted_orders),)


def test_the_order_in_the_file_is_shown_while_it_is_there_and_is_the_one(con, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = json.dumps(ORDER)
    (tmp_path / "orders.ndjson").write_text(f'{{"source_id": "z"}}\n{text}\n')
    assert [each.raw for each in with_raw(history_of(con, Kind.ORDER, "a")).versions] == [text, None, text, None, None]


def test_rows_of_a_backfill_are_those_of_their_file(con):
    con.execute("BEGIN")
    add = "INSERT INTO backfill_sources SELECT 'imp_1', $n, $name, NULL, NULL, NULL, 0, $n, 9, 0, 0, true"
    for first_row, name in enumerate(("one.csv", "two.csv")):
        con.execute(add, {"n": first_row, "name": name})
    con.execute("UPDATE orders SET import_id = 'imp_1', source_row = 1 WHERE source_id = 'a'")
    [created, *_] = history_of(con, Kind.ORDER, "a").versions
    [counted] = history_of(con, Kind.CUSTOMER, "c").counted_orders
    con.execute("ROLLBACK")
    assert [(each.source, each.row) for each in (created, counted)] == [("two.csv", 0), ("two.csv", 0)]


def test_what_an_undo_deletes_says_so(con):
    with rolled_back(con):
        do_undo(con, "imp_1")
        *_, deleted = history_of(con, Kind.ORDER, "z").versions
    assert (str(deleted.did), deleted.source) == ("deleted", "undo of imp_1")


def test_over_http_files_go_by_their_names(con):
    con.execute("BEGIN")
    con.execute("UPDATE imports SET source = '/secret/' || source WHERE id = 'imp_1'")
    found = public_history(con, Kind.ORDER, "a")
    con.execute("ROLLBACK")
    assert found.versions[0].source == "orders.ndjson"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_never_was_has_no_history(con, kind):
    with pytest.raises(NotFoundError, match=f"Cannot find {kind.noun}"):
        history_of(con, kind, "nobody")


def test_two_imports_side_by_side(con):
    found = compare_imports(con, KEY, "imp_1", "imp_2")
    assert {name: tuple(one.model_dump().values()) for name, one in found.kinds.items()} == {
        "orders": (1, 0, 0, 1),
        "customers": (0, 0, 0, 1),
        "products": (1, 0, 0, 0),
        "skus": (0, 0, 0, 0),
    }
    said = {(each.kind, each.field, each.first, each.second) for each in found.differences}
    assert said == {
        ("order", "amount", "5", "7"),
        ("order", "metadata", '{"k":1.5}', '{"k":2}'),
        ("customer", "email", None, "e"),
    }


def test_an_import_that_is_not_there_cannot_be_compared(con):
    with pytest.raises(NotFoundError, match="t/p has no import imp_9"):
        compare_imports(con, KEY, "imp_1", "imp_9")


def test_what_was_pruned_is_missing_and_it_is_said_until_when(con):
    now = NOW + timedelta(days=30)
    with rolled_back(con):
        con.execute("UPDATE imports SET finished_at = '2000-01-01' WHERE id = 'imp_3'")
        prune(con, Kept(versions=10), now)
        left = history_of(con, Kind.ORDER, "a")
    assert (left.is_whole, left.pruned_until) == (False, now - timedelta(days=10))
    assert "imp_3" not in {each.written_by for each in left.versions}
