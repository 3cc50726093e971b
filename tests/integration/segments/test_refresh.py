"""Segments brought up to date: for the customers an import touched, or for everyone."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tasks.segments import memberships, segments
from tasks.segments import refresh as refreshing
from tasks.segments.refresh import rebuild, refresh
from tasks.warehouse.connection import open_warehouse
from tests.support.laws.laws import law
from tests.support.projects.segment_project import BUYERS, LATER, NOW, RICH, everything, order, put, rows, use
from tests.support.projects.stages import KEY


def test_customers_enter_and_leave_with_what_they_buy(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1", amount=100)
    (entered,) = refresh(con, "imp_1")
    order(con, "o1", "c0", "imp_2", LATER, amount=99)
    order(con, "o2", "c1", "imp_2", LATER, amount=200)
    (swapped,) = refresh(con, "imp_2")
    assert [(each.entered, each.left, each.members) for each in (entered, swapped)] == [(1, 0, 1), (1, 1, 1)]
    assert rows(con, "SELECT customer_id, entered_at, import_id FROM segment_members") == [("c1", LATER, "imp_2")]
    changes = [("c0", "entered", "imp_1"), ("c0", "left", "imp_2"), ("c1", "entered", "imp_2")]
    assert rows(con, "SELECT customer_id, change, import_id FROM segment_changes ORDER BY ALL") == changes


def test_the_segments_own_summary_keeps_count(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    for import_id, amount in (("imp_1", 100), ("imp_2", 1), ("imp_3", 100)):
        order(con, "o1", "c0", import_id, LATER, amount=amount)
        refresh(con, import_id)
    found = segments.find_segment(con, "rich")
    assert (found.member_count, found.entered_count, found.left_count) == (1, 2, 1)
    assert (found.created_at, found.refreshed_at) == (NOW, LATER)


def test_only_active_segments_emit_events(con):
    for name in ("active", "passive"):
        segments.create_segment(con, name, "auto-update", RICH, NOW)
    use(con, "active")
    for import_id, amount in (("imp_1", 100), ("imp_2", 1)):
        order(con, "o1", "c0", import_id, amount=amount)
        refresh(con, import_id)
    active = segments.find_segment(con, "active").id
    assert rows(con, "SELECT type, customer_id, segment_id, import_id FROM events ORDER BY import_id") == [
        ("customer.segment.entered", "c0", active, "imp_1"),
        ("customer.segment.left", "c0", active, "imp_2"),
    ]


def test_a_second_refresh_changes_nothing_and_answers_the_same(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    use(con, "rich")
    order(con, "o1", "c0", "imp_1")
    first, stored = refresh(con, "imp_1"), everything(con)
    assert refresh(con, "imp_1") == first
    assert everything(con) == stored


def test_the_same_import_cannot_make_the_same_event_twice(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    use(con, "rich")
    for import_id, amount in (("imp_1", 100), ("imp_2", 1), ("imp_1", 100)):
        order(con, "o1", "c0", import_id, amount=amount)
        refresh(con, import_id)
    assert rows(con, "SELECT import_id, count(*) FROM events GROUP BY ALL ORDER BY ALL") == [("imp_1", 1), ("imp_2", 1)]
    assert segments.find_segment(con, "rich").member_count == 1


def test_a_refresh_that_fails_leaves_everything_due(con, monkeypatch):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1")
    before = everything(con)
    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "update_memberships", lambda *given: (memberships.update_memberships(*given), 1 / 0))
        with pytest.raises(ZeroDivisionError, match="division"):
            refresh(con, "imp_1")
    assert everything(con) == before
    assert refresh(con, "imp_1")[0].entered == 1


def test_imports_are_refreshed_in_the_order_in_which_they_were_stored(con):
    segments.create_segment(con, "buyers", "auto-update", BUYERS, NOW)
    for number in (2, 3, 1):
        order(con, f"o{number}", f"c{number}", f"imp_{number}", at=NOW + timedelta(number))
    assert [each.members for each in refresh(con, "imp_3")] == [2]
    assert rows(con, "SELECT import_id FROM pending_refreshes") == [("imp_1",)]
    entered = rows(con, "SELECT import_id, entered_at FROM segment_members ORDER BY ALL")
    assert entered == [(f"imp_{number}", NOW + timedelta(number)) for number in (2, 3)]


def test_segments_are_looked_at_some_at_a_time_with_the_same_result(con, monkeypatch):
    monkeypatch.setattr(memberships, "_SEGMENTS_AT_ONCE", 2)
    for least in range(5):
        document = {"summary.orders.total_amount": {"conditions": {"$more_than_equal": least * 50}}}
        segments.create_segment(con, f"{least}", "auto-update", document, NOW)
    order(con, "o1", "c0", "imp_1", amount=120)
    assert [(each.name, each.entered) for each in refresh(con, "imp_1")] == [
        ("0", 0),
        ("1", 1),
        ("2", 1),
        ("3", 0),
        ("4", 0),
    ]


def test_time_alone_moves_customers_when_rebuilt(con):
    recent = {"summary.orders.last_order_date": {"conditions": {"$less_than_ago": 30}}}
    segments.create_segment(con, "recent", "auto-update", recent, NOW)
    use(con, "recent")
    order(con, "o1", "c0", "imp_1")
    refresh(con, "imp_1")
    (rebuilt,) = rebuild(con, NOW + timedelta(30), "recent")
    assert (rebuilt.member_count, rebuilt.entered_count, rebuilt.left_count) == (0, 1, 1)
    assert rows(con, "SELECT type, import_id FROM events ORDER BY 1") == [
        ("customer.segment.entered", "imp_1"),
        ("customer.segment.left", None),
    ]


def test_a_rebuild_finishes_what_an_interrupted_import_has_left(con):
    segments.create_segment(con, "buyers", "auto-update", BUYERS, NOW)
    order(con, "o1", "c0", "imp_1")
    rebuild(con, LATER)
    assert rows(con, "SELECT customer_id, entered_at, import_id FROM segment_members") == [("c0", NOW, "imp_1")]
    assert [(each.members, each.entered) for each in refresh(con, "imp_1")] == [(1, 1)]


ORDERS = st.tuples(
    st.integers(0, 5),
    st.integers(0, 4),
    st.sampled_from(["PAID", "FULFILLED", "CANCELED"]),
    st.sampled_from([1, 99, 100, 500]),
)


@law(6, suppress=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(ORDERS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_refreshing_the_touched_is_refreshing_everyone(tmp_path_factory, batches):
    with open_warehouse(tmp_path_factory.mktemp("home"), KEY) as con:
        for index in range(5):
            put(con, "customers", id=f"c{index}", created_at=NOW, updated_at=NOW, import_id="imp_0")
        for name, document in (("buyers", BUYERS), ("rich", RICH)):
            segments.create_segment(con, name, "auto-update", document, NOW)
        for number, batch in enumerate(batches):
            for which, customer, status, amount in batch:
                order(con, f"o{which}_{customer}", f"c{customer}", f"imp_{number}", status=status, amount=amount)
            refresh(con, f"imp_{number}")
        kept = (
            rows(con, "SELECT segment_id, customer_id FROM segment_members ORDER BY ALL"),
            rows(con, "FROM segment_changes"),
        )
        rebuild(con, NOW)
        assert kept == (
            rows(con, "SELECT segment_id, customer_id FROM segment_members ORDER BY ALL"),
            rows(con, "FROM segment_changes"),
        )
