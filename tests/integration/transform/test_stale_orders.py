"""Of overlapping exports, the newest state of an order counts, in whatever order they are imported."""

import pytest

from tests.support.laws.batches import our_id
from tests.support.projects.lakes import empty_project
from tests.support.projects.stages import as_texts, import_orders, rows, stage_texts

JANUARY, MARCH = "2025-01-01T00:00:00Z", "2025-03-01T00:00:00.5Z"


def order(status: str, changed_at: str | None, **more) -> dict:
    return {"source_id": "1", "amount": 5, "status": status, "changed_at": changed_at, **more}


@pytest.fixture
def con(tmp_path):
    with empty_project(tmp_path) as opened:
        yield opened


def stored(con, column: str) -> list:
    return [row[column] for row in rows(con, "orders")]


@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ((JANUARY, "CREATED"), (MARCH, "PAID"), "PAID"),
        ((MARCH, "PAID"), (JANUARY, "CREATED"), "PAID"),
        ((MARCH, "PAID"), (MARCH, "FULFILLED"), "FULFILLED"),
        ((MARCH, "PAID"), ("2025-03-01T01:00:00.5+01:00", "FULFILLED"), "FULFILLED"),
        ((MARCH, "PAID"), (None, "CREATED"), "CREATED"),
        ((None, "PAID"), (JANUARY, "CREATED"), "CREATED"),
    ],
)
def test_the_state_that_its_source_changed_last_is_left(con, first, second, left, batches):
    states = [order(status, changed_at) for changed_at, status in (first, second)]
    if batches == 1:
        import_orders(con, *states)
    else:
        import_orders(con, states[0])
        import_orders(con, states[1], import_id="imp_2")
    assert stored(con, "status") == [left]


def test_a_row_that_does_not_say_keeps_the_time(con):
    import_orders(con, order("PAID", MARCH), order("CANCELED", None), order("CREATED", JANUARY))
    assert stored(con, "status") == ["CANCELED"]
    assert [str(at) for at in stored(con, "changed_at")] == ["2025-03-01 00:00:00.500000"]


def test_older_states_are_counted_and_bring_nothing_with_them(con):
    import_orders(con, order("PAID", MARCH, items=[{"quantity": 1, "price": 5}]))
    older = order("CREATED", JANUARY, customer={"source_id": "c"}, items=[{"quantity": 2, "price": 1}])
    named = {"source_id": "2", "amount": 1, "customer_id": our_id("customers", "c")}
    staged, loaded = import_orders(con, {"source_id": "3", "amount": 1}, older, named, import_id="imp_2")
    assert [(each.count, each.rows) for each in staged.warnings if each.code == "stale"] == [(1, [1])]
    assert (loaded.row_count, loaded.done_count, loaded.stale_count, loaded.failed_count) == (3, 1, 1, 1)
    assert staged.rejects.select("row", "path").rows() == [(2, "$.customer_id")]
    assert rows(con, "customers") == []
    assert [item["quantity"] for item in rows(con, "order_items")] == [1]


@pytest.mark.parametrize("wrong", [{"customer_id": "cust_nobody"}, {"amount": -1}])
def test_a_newer_state_that_was_rejected_makes_no_other_stale(con, wrong):
    _, loaded = import_orders(con, order("PAID", MARCH, **wrong), order("CREATED", JANUARY))
    assert (loaded.done_count, loaded.stale_count, loaded.failed_count) == (1, 0, 1)
    assert stored(con, "status") == ["CREATED"]


@pytest.mark.parametrize("wrong", [{"customer_id": "cust_nobody"}, {"amount": -1}])
def test_what_is_wrong_is_handed_back_however_old_it_is(con, wrong):
    import_orders(con, order("PAID", MARCH))
    staged = stage_texts(con, as_texts([order("CREATED", JANUARY, **wrong)]))
    assert (staged.stale_count, staged.rejects.height) == (0, 1)


def test_orders_without_a_name_are_all_different(con):
    nameless = [{"amount": 1, "changed_at": at} for at in (MARCH, JANUARY)]
    _, loaded = import_orders(con, *nameless)
    assert (loaded.orders.inserted, loaded.stale_count) == (2, 0)


def test_an_order_is_the_same_by_its_id(con):
    import_orders(con, order("PAID", MARCH))
    _, loaded = import_orders(con, {"id": our_id("orders", "1"), "amount": 1, "changed_at": JANUARY}, import_id="imp_2")
    assert loaded.stale_count == 1


def test_after_an_older_state_was_left_out_the_newer_ones_count(con):
    import_orders(con, order("PAID", MARCH), order("CREATED", JANUARY), order("FULFILLED", "2025-03-02T00:00:00Z"))
    assert stored(con, "status") == ["FULFILLED"]
