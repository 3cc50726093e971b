"""Of overlapping exports, the newest state of an order counts, in whatever order they are imported."""

import pytest

from tasks.warehouse.memory import open_memory
from tasks.warehouse.migrations import migrate
from tests.support.stages import as_texts, import_orders, stage_texts

JANUARY, MARCH = "2025-01-01T00:00:00Z", "2025-03-01T00:00:00.5Z"


def order(status: str, changed_at: str | None, **more) -> dict:
    dated = {"metadata": {"source_changed_at": changed_at}} if changed_at else {}
    return {"source_id": "1", "amount": 5, "status": status, **dated, **more}


@pytest.fixture
def con():
    with open_memory() as opened:
        migrate(opened)
        yield opened


def statuses(con) -> list[tuple]:
    return con.execute("SELECT status FROM orders").fetchall()


@pytest.mark.parametrize("batches", [1, 2])
@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ((JANUARY, "CREATED"), (MARCH, "PAID"), "PAID"),
        ((MARCH, "PAID"), (JANUARY, "CREATED"), "PAID"),
        ((MARCH, "PAID"), (MARCH, "FULFILLED"), "FULFILLED"),
        ((MARCH, "PAID"), (None, "CREATED"), "CREATED"),
        ((None, "PAID"), (JANUARY, "CREATED"), "CREATED"),
        ((MARCH, "PAID"), ("yesterday", "CREATED"), "CREATED"),
    ],
)
def test_the_state_that_its_source_changed_last_is_left(con, first, second, left, batches):
    states = [order(status, changed_at) for changed_at, status in (first, second)]
    if batches == 1:
        import_orders(con, *states)
    else:
        import_orders(con, states[0])
        import_orders(con, states[1], import_id="imp_2")
    assert statuses(con) == [(left,)]


def test_older_states_are_counted_and_bring_nothing_with_them(con):
    import_orders(con, order("PAID", MARCH))
    older = order("CREATED", JANUARY, customer={"source_id": "c"}, items=[{"quantity": 2, "price": 1}])
    staged = stage_texts(con, as_texts([{"source_id": "2", "amount": 1}, older]))
    assert [(each.code, each.count, each.rows) for each in staged.warnings if each.code == "stale"] == [
        ("stale", 1, [1])
    ]
    assert (staged.row_count, staged.done_count, staged.rejects.height) == (2, 1, 0)
    import_orders(con, older, import_id="imp_2")
    assert con.execute("SELECT count(*) FROM customers").fetchone() == (0,)


def test_after_an_older_state_was_left_out_the_newer_ones_count(con):
    import_orders(con, order("PAID", MARCH), order("CREATED", JANUARY), order("FULFILLED", "2025-03-02T00:00:00Z"))
    assert statuses(con) == [("FULFILLED",)]
