"""Customer summaries: what the orders of a customer add up to."""

from datetime import timedelta

import pytest

from tasks.queries.customers import find_customer
from tasks.segments.refresh import refresh
from tasks.segments.segments import create_segment, members
from tasks.warehouse.statements import Connection
from tests.support.projects.segment_project import LATER, NOW, order, put
from tests.support.projects.shops import run_import


def summary(con: Connection, customer_id: str) -> tuple:
    return con.execute(
        "SELECT * EXCLUDE (customer_id, import_id, customer_id_hash) FROM customer_summaries WHERE customer_id = ?",
        [customer_id],
    ).fetchone()


def test_only_paid_and_fulfilled_orders_count_net_of_discounts(con):
    order(con, "o1", "c0", "imp_1", amount=100, discount_amount=30, items_discount_amount=5)
    order(con, "o2", "c0", "imp_1", amount=50, status="FULFILLED", created_at=LATER)
    order(con, "o3", "c0", "imp_1", amount=900, status="CANCELED", created_at=LATER + timedelta(1))
    order(con, "o4", "c0", "imp_1", amount=900, status="CREATED")
    refresh(con, "imp_1")
    assert summary(con, "c0") == (2, 115, 57.5, 50, LATER)


def test_the_last_of_orders_at_one_time_is_the_one_with_the_greatest_id(con):
    for order_id, amount in (("o2", 2), ("o3", 3), ("o1", 1)):
        order(con, order_id, "c0", "imp_1", amount=amount)
    refresh(con, "imp_1")
    assert summary(con, "c0")[3] == 3


@pytest.mark.parametrize("sizes", [(12,), (3, 9), (1,) * 12])
@pytest.mark.parametrize("fields", [{}, {"created_at": "2020-01-01"}])
def test_the_last_of_orders_at_one_time_is_the_one_that_came_last(con, fields, sizes):
    orders = [{"source_id": f"o{n}", "customer_id": "c0", "status": "PAID", "amount": n, **fields} for n in range(12)]
    for number, size in enumerate(sizes):
        batch, orders = orders[:size], orders[size:]
        run_import(con, batch, f"imp_{number + 1}")
        assert summary(con, "c0")[3] == batch[-1]["amount"]


def test_an_order_that_is_updated_keeps_its_place(con):
    orders = [{"source_id": f"o{n}", "customer_id": "c0", "status": "PAID", "amount": n} for n in (100, 200)]
    run_import(con, orders)
    run_import(con, [{"source_id": "o100", "status": "FULFILLED"}], "imp_2")
    assert summary(con, "c0")[3] == 200


def test_a_customer_without_such_orders_has_a_summary_of_zero(con):
    order(con, "o1", "c1", "imp_1", status="CANCELED")
    refresh(con, "imp_1")
    assert summary(con, "c1") == (0, 0, None, None, None)


def test_a_referrer_is_touched_but_the_order_is_the_buyers(con):
    order(con, "o1", "c0", "imp_1", referrer_id="c1")
    put(con, "pending_refreshes", import_id="imp_1", customer_id="c1")
    refresh(con, "imp_1")
    assert [summary(con, each)[0] for each in ("c0", "c1")] == [1, 0]


def test_sums_beyond_64_bits_are_exact(con):
    for index in range(3):
        order(con, f"o{index}", "c0", "imp_1", amount=2**63 - 1)
    order(con, "o3", "c1", "imp_1", amount=0, discount_amount=2**63 - 1, items_discount_amount=2**63 - 1)
    refresh(con, "imp_1")
    assert summary(con, "c0")[1] == 3 * (2**63 - 1)
    assert summary(con, "c1")[1] == -2 * (2**63 - 1)


def test_sums_beyond_53_bits_are_read_and_asked_for_to_the_unit(con):
    for number in range(3):
        order(con, f"o{number}", f"c{number}", "imp_1", amount=2**60 + number)
    refresh(con, "imp_1")
    for field in ("total_amount", "last_order_amount"):
        exactly = {f"summary.orders.{field}": {"conditions": {"$is": [2**60 + 1]}}}
        create_segment(con, field, "auto-update", exactly, NOW)
        assert [each.customer_id for each in members(con, field, 10)] == ["c1"]
        assert repr(find_customer(con, "c1")["summary"]["orders"][field]) == str(2**60 + 1)
