"""What a backfill does once for all of its orders gets along with the memory that it has, however many they are."""

from datetime import datetime

import pytest

from tasks.segments.refresh import refresh
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.threads import limit_memory
from tests.support.projects.stages import hash_keys

# what has to be there for a refresh, of four orders a customer
_STORED = (
    """INSERT INTO customers BY NAME SELECT 'cust_' || left(md5('' || i), 24) AS id, '' || i AS source_id,
    TIMESTAMP '2020-01-01' AS created_at, TIMESTAMP '2020-01-01' AS updated_at, 'imp' AS import_id
    FROM range($orders // 4) AS numbers(i)""",
    """INSERT INTO orders BY NAME SELECT 'ord_' || left(md5('' || i), 24) AS id, '' || i AS source_id, 'PAID' AS status,
    TIMESTAMP '2020-01-01' + to_minutes(i) AS created_at, TIMESTAMP '2020-01-01' AS updated_at, i AS amount,
    i AS initial_amount, 0 AS items_discount_amount, 'cust_' || left(md5('' || i % ($orders // 4)), 24) AS customer_id,
    'imp' AS import_id, i AS source_row FROM range($orders) AS numbers(i)""",
    """INSERT INTO pending_refreshes BY NAME SELECT 'imp' AS import_id, customer_id FROM orders WHERE $orders > 0""",
)


@pytest.mark.parametrize("orders", [20_000, pytest.param(2_000_000, marks=pytest.mark.deep)])
def test_the_customers_of_all_orders_are_brought_up_to_date(tmp_path, key, orders):
    began = {"now": datetime(2026, 1, 1)}
    with open_warehouse(tmp_path, key) as con:
        limit_memory(con)
        for statement in _STORED:
            con.execute(statement, {"orders": orders})
        hash_keys(con)
        con.execute(
            "INSERT INTO imports BY NAME SELECT 'imp' AS id, 'a' AS source, 'IN_PROGRESS' AS status, "
            "$now AS started_at, $now AS loaded_at",
            began,
        )
        refresh(con, "imp")
        found = con.execute(
            "SELECT count(*), sum(total_count)::BIGINT, sum(last_order_amount)::BIGINT FROM customer_summaries"
        ).fetchall()
    last = sum(range(orders * 3 // 4, orders))
    assert found == [(orders // 4, orders, last)]
