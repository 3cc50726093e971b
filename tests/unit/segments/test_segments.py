"""Segments: made, refreshed for the customers an import touched, rebuilt, deleted; and the summaries they look at."""

import pathlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from schemas.errors import UsageError
from tasks.segments import segments
from tasks.segments.memberships import update_memberships
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.statements import Connection
from tests.support.laws import law
from tests.support.stages import KEY

NOW = datetime(2024, 6, 15, 12)
LATER = NOW + timedelta(days=1)
BUYERS = {"summary.orders.total_count": {"conditions": {"$more_than": 0}}}
RICH = {"summary.orders.total_amount": {"conditions": {"$more_than_equal": 100}}}


@pytest.fixture
def con(tmp_path: pathlib.Path) -> Iterator[Connection]:
    """A project of its own with the customers c0 to c4, known to the merchant as s0 to s4."""
    with open_warehouse(tmp_path, KEY) as con:
        for index in range(5):
            put(
                con,
                "customers",
                id=f"c{index}",
                source_id=f"s{index}",
                created_at=NOW,
                updated_at=NOW,
                import_id="imp_0",
            )
        yield con


def put(con: Connection, table: str, **row: object) -> None:
    con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def order(con: Connection, order_id: str, customer_id: str, import_id: str, **fields: object) -> None:
    """Store an order as an import would, with the refresh that is then due."""
    defaults = {"status": "PAID", "amount": 100, "items_discount_amount": 0, "created_at": NOW}
    row = {**defaults, "initial_amount": 1, "updated_at": NOW, "source_row": 0, **fields, "import_id": import_id}
    con.execute("DELETE FROM orders WHERE id = ?", [order_id])
    put(con, "orders", id=order_id, customer_id=customer_id, **row)
    put(con, "pending_refreshes", import_id=import_id, customer_id=customer_id)


def rows(con: Connection, query: str) -> list[tuple]:
    return con.execute(query).fetchall()


def everything(con: Connection) -> dict[str, list[tuple]]:
    tables = ("customer_summaries", "segments", "segment_members", "segment_changes", "events", "pending_refreshes")
    return {table: rows(con, f"FROM {table} ORDER BY ALL") for table in tables}


def summary(con: Connection, customer_id: str) -> tuple:
    return con.execute(
        "SELECT * EXCLUDE (customer_id, import_id) FROM customer_summaries WHERE customer_id = ?", [customer_id]
    ).fetchone()


def test_only_paid_and_fulfilled_orders_count_net_of_discounts(con):
    order(con, "o1", "c0", "imp_1", amount=100, discount_amount=30, items_discount_amount=5)
    order(con, "o2", "c0", "imp_1", amount=50, status="FULFILLED", created_at=LATER)
    order(con, "o3", "c0", "imp_1", amount=900, status="CANCELED", created_at=LATER + timedelta(1))
    order(con, "o4", "c0", "imp_1", amount=900, status="CREATED")
    segments.refresh(con, "imp_1", NOW)
    assert summary(con, "c0") == (2, 115, 57.5, 50, LATER)


def test_the_last_of_orders_at_one_time_is_the_one_with_the_greatest_id(con):
    for order_id, amount in (("o2", 2), ("o3", 3), ("o1", 1)):
        order(con, order_id, "c0", "imp_1", amount=amount)
    segments.refresh(con, "imp_1", NOW)
    assert summary(con, "c0")[3] == 3


def test_a_customer_without_such_orders_has_a_summary_of_zero(con):
    order(con, "o1", "c1", "imp_1", status="CANCELED")
    segments.refresh(con, "imp_1", NOW)
    assert summary(con, "c1") == (0, 0, None, None, None)


def test_a_referrer_is_touched_but_the_order_is_the_buyers(con):
    order(con, "o1", "c0", "imp_1", referrer_id="c1")
    put(con, "pending_refreshes", import_id="imp_1", customer_id="c1")
    segments.refresh(con, "imp_1", NOW)
    assert [summary(con, each)[0] for each in ("c0", "c1")] == [1, 0]


def test_sums_beyond_64_bits_are_exact(con):
    for index in range(3):
        order(con, f"o{index}", "c0", "imp_1", amount=2**63 - 1)
    order(con, "o3", "c1", "imp_1", amount=0, discount_amount=2**63 - 1, items_discount_amount=2**63 - 1)
    segments.refresh(con, "imp_1", NOW)
    assert summary(con, "c0")[1] == 3 * (2**63 - 1)
    assert summary(con, "c1")[1] == -2 * (2**63 - 1)


def test_first_members_are_recorded_without_events_or_entries(con):
    made = segments.create_segment(con, "zero", "auto-update", {"id": {"conditions": {"$is_not": "c0"}}}, NOW)
    assert (made.member_count, made.entered_count, made.left_count, made.is_active) == (4, 0, 0, False)
    assert [member.source_id for member in segments.members(con, "zero", 3)] == ["s1", "s2", "s3"]
    assert rows(con, "SELECT DISTINCT entered_at, import_id FROM segment_members") == [(NOW, None)]
    assert rows(con, "FROM events") == rows(con, "FROM segment_changes") == []


def test_customers_enter_and_leave_with_what_they_buy(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1", amount=100)
    (entered,) = segments.refresh(con, "imp_1", NOW)
    order(con, "o1", "c0", "imp_2", amount=99)
    order(con, "o2", "c1", "imp_2", amount=200)
    (swapped,) = segments.refresh(con, "imp_2", LATER)
    assert [(each.entered, each.left, each.members) for each in (entered, swapped)] == [(1, 0, 1), (1, 1, 1)]
    assert rows(con, "SELECT customer_id, entered_at, import_id FROM segment_members") == [("c1", LATER, "imp_2")]
    changes = [("c0", "entered", "imp_1"), ("c0", "left", "imp_2"), ("c1", "entered", "imp_2")]
    assert rows(con, "SELECT customer_id, change, import_id FROM segment_changes ORDER BY ALL") == changes


def test_the_segments_own_summary_keeps_count(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    for import_id, amount in (("imp_1", 100), ("imp_2", 1), ("imp_3", 100)):
        order(con, "o1", "c0", import_id, amount=amount)
        segments.refresh(con, import_id, LATER)
    found = segments.find_segment(con, "rich")
    assert (found.member_count, found.entered_count, found.left_count) == (1, 2, 1)
    assert (found.created_at, found.refreshed_at) == (NOW, LATER)


def test_only_active_segments_emit_events(con):
    for name in ("active", "passive"):
        segments.create_segment(con, name, "auto-update", RICH, NOW)
    segments.activate(con, "active")
    for import_id, amount in (("imp_1", 100), ("imp_2", 1)):
        order(con, "o1", "c0", import_id, amount=amount)
        segments.refresh(con, import_id, NOW)
    active = segments.find_segment(con, "active").id
    assert rows(con, "SELECT type, customer_id, segment_id, import_id FROM events ORDER BY import_id") == [
        ("customer.segment.entered", "c0", active, "imp_1"),
        ("customer.segment.left", "c0", active, "imp_2"),
    ]


def test_a_second_refresh_changes_nothing_and_answers_the_same(con):
    segments.activate(con, segments.create_segment(con, "rich", "auto-update", RICH, NOW).id)
    order(con, "o1", "c0", "imp_1")
    first, stored = segments.refresh(con, "imp_1", NOW), everything(con)
    assert segments.refresh(con, "imp_1", LATER) == first
    assert everything(con) == stored


def test_the_same_import_cannot_make_the_same_event_twice(con):
    segments.activate(con, segments.create_segment(con, "rich", "auto-update", RICH, NOW).id)
    for import_id, amount in (("imp_1", 100), ("imp_2", 1), ("imp_1", 100)):
        order(con, "o1", "c0", import_id, amount=amount)
        segments.refresh(con, import_id, NOW)
    assert rows(con, "SELECT import_id, count(*) FROM events GROUP BY ALL ORDER BY ALL") == [("imp_1", 1), ("imp_2", 1)]
    assert segments.find_segment(con, "rich").member_count == 1


def test_a_refresh_that_fails_leaves_everything_due(con, monkeypatch):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1")
    before = everything(con)
    with monkeypatch.context() as patch:
        patch.setattr(segments, "update_memberships", lambda *given: (update_memberships(*given), 1 / 0))
        with pytest.raises(ZeroDivisionError, match="division"):
            segments.refresh(con, "imp_1", NOW)
    assert everything(con) == before
    assert segments.refresh(con, "imp_1", NOW)[0].entered == 1


def test_customers_of_other_imports_wait_for_their_own_refresh(con):
    segments.create_segment(con, "buyers", "auto-update", BUYERS, NOW)
    order(con, "o1", "c0", "imp_1")
    order(con, "o2", "c1", "imp_2")
    assert [each.members for each in segments.refresh(con, "imp_1", NOW)] == [1]
    assert rows(con, "SELECT import_id FROM pending_refreshes") == [("imp_2",)]


def test_static_segments_take_ids_and_source_ids_and_stay(con):
    made = segments.create_segment(con, "vip", "static", ["c0", "s1", "c1", "s4"], NOW)
    order(con, "o1", "c0", "imp_1")
    assert segments.refresh(con, "imp_1", NOW) == []
    assert made.member_count == 3
    assert [member.customer_id for member in segments.members(con, made.id, 9)] == ["c0", "c1", "c4"]


def test_time_alone_moves_customers_when_rebuilt(con):
    recent = {"summary.orders.last_order_date": {"conditions": {"$less_than_ago": 30}}}
    segments.activate(con, segments.create_segment(con, "recent", "auto-update", recent, NOW).id)
    order(con, "o1", "c0", "imp_1")
    segments.refresh(con, "imp_1", NOW)
    (rebuilt,) = segments.rebuild(con, NOW + timedelta(30), "recent")
    assert (rebuilt.member_count, rebuilt.entered_count, rebuilt.left_count) == (0, 1, 1)
    assert rows(con, "SELECT type, import_id FROM events ORDER BY 1") == [
        ("customer.segment.entered", "imp_1"),
        ("customer.segment.left", None),
    ]


@pytest.mark.parametrize(("leave_pending", "members"), [(True, ["c0"]), (False, ["c0", "c1"])])
def test_a_rebuild_can_leave_customers_to_the_import_that_has_yet_to_refresh_them(con, leave_pending, members):
    segments.create_segment(con, "buyers", "auto-update", BUYERS, NOW)
    order(con, "o1", "c0", "imp_1")
    con.execute("DELETE FROM pending_refreshes")
    order(con, "o2", "c1", "imp_2")
    segments.rebuild(con, NOW, leave_pending=leave_pending)
    assert [each.customer_id for each in segments.members(con, "buyers", 9)] == members
    (refreshed,) = segments.refresh(con, "imp_2", LATER)
    assert (refreshed.members, refreshed.entered) == (2, 2 - len(members))


ORDERS = st.tuples(
    st.integers(0, 5),
    st.integers(0, 4),
    st.sampled_from(["PAID", "FULFILLED", "CANCELED"]),
    st.sampled_from([1, 99, 100, 500]),
)


@law(12, suppress=[HealthCheck.function_scoped_fixture])
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
            segments.refresh(con, f"imp_{number}", NOW)
        kept = (
            rows(con, "SELECT segment_id, customer_id FROM segment_members ORDER BY ALL"),
            rows(con, "FROM segment_changes"),
        )
        segments.rebuild(con, NOW)
        assert kept == (
            rows(con, "SELECT segment_id, customer_id FROM segment_members ORDER BY ALL"),
            rows(con, "FROM segment_changes"),
        )


def test_segments_are_listed_the_biggest_first(con):
    for name, customers in (("b", ["c0"]), ("a", ["c1"]), ("big", ["c0", "c1"])):
        segments.create_segment(con, name, "static", customers, NOW)
    assert [each.name for each in segments.list_segments(con)] == ["big", "a", "b"]


def test_deleting_a_segment_keeps_its_history(con):
    segments.create_segment(con, "rich", "auto-update", RICH, NOW)
    order(con, "o1", "c0", "imp_1")
    segments.refresh(con, "imp_1", NOW)
    segments.delete_segment(con, "rich")
    assert rows(con, "FROM segment_members") == rows(con, "FROM segments") == []
    assert len(rows(con, "FROM segment_changes")) == 1


def test_an_active_segment_cannot_be_deleted(con):
    segments.activate(con, segments.create_segment(con, "rich", "auto-update", RICH, NOW).id)
    with pytest.raises(UsageError, match=r"'rich' is in use\. Delete the distributions"):
        segments.delete_segment(con, "rich")


@pytest.mark.parametrize(
    ("name", "segment_type", "definition", "message"),
    [
        ("taken", "static", ["c0"], "already a segment 'taken'"),
        (" ", "static", ["c0"], "' ' is not a name"),
        ("a\nb", "static", ["c0"], "is not a name"),
        ("new", "static", ["c0", "x1", "x2"], r"no customer 'x1'.*\(2 unknown in all\)"),
        ("new", "static", BUYERS, "made of a list of customers"),
        ("new", "static", ["c0"] * 20_001, "20,001 customers are too many"),
        ("new", "auto-update", ["c0"], "filter is not an object"),
        ("new", "auto-update", {"name": {"conditions": {"$is": 1}}}, r"name.conditions.\$is is 1, not a text"),
    ],
)
def test_a_wrong_segment_is_refused_and_nothing_is_stored(con, name, segment_type, definition, message):
    segments.create_segment(con, "taken", "static", ["c0"], NOW)
    before = everything(con)
    with pytest.raises(UsageError, match=message):
        segments.create_segment(con, name, segment_type, definition, NOW)
    assert everything(con) == before


@pytest.mark.parametrize("call", [segments.find_segment, segments.delete_segment, segments.activate])
def test_an_unknown_segment_is_named(con, call):
    with pytest.raises(UsageError, match="no segment 'nobody'"):
        call(con, "nobody")
