"""What a dry run says of a whole file."""

import json
from datetime import UTC, datetime

import pytest

from tasks.extract.extract import extract
from tasks.imports.overview import overview_of
from tasks.validate.validate import validate

BOUGHT = {"status": "PAID", "metadata": {"currency": "EUR"}, "customer": {"source_id": "c"}}


@pytest.fixture
def seen(tmp_path):
    def look(*orders):
        path = tmp_path / "orders.ndjson"
        path.write_text("\n".join(map(json.dumps, orders)))
        return overview_of(validate(extract(str(path)), 100))

    return look


def test_statuses_currencies_and_customers_are_counted_over_valid_orders(seen):
    overview = seen(
        {**BOUGHT, "source_id": "1"},
        {**BOUGHT, "source_id": "2", "customer": None, "customer_id": "cust_1"},
        {"source_id": "3", "status": "CANCELED", "metadata": {"currency": "USD"}},
        {"source_id": "4", "amount": 5},
        {"source_id": "5", "amount": -5, "status": "PAID"},
    )
    assert (overview.order_count, overview.without_customer_count) == (4, 2)
    assert overview.statuses == {"PAID": 2, "CANCELED": 1}
    assert overview.currencies == {"EUR": 2, "USD": 1}
    assert (overview.first_created_at, overview.empty_months) == (None, [])


def test_months_between_the_first_and_the_last_order_without_any_are_named(seen):
    times = ("2023-11-30T23:59:59Z", "2024-02-01T00:00:00+02:00", "2024-04-01T00:00:00Z")
    overview = seen(*({"source_id": time, "created_at": time} for time in times))
    assert overview.first_created_at == datetime(2023, 11, 30, 23, 59, 59, tzinfo=UTC)
    assert overview.last_created_at == datetime(2024, 4, 1, tzinfo=UTC)
    assert overview.empty_months == ["2023-12", "2024-02", "2024-03"]
