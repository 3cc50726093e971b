"""What the sources of a backfill say is compared with what is stored, and both with what was expected."""

import json
from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.reports.reconciliation import NOTHING_EXPECTED, Expectations, ExpectedMonth, Reconciliation
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.reconciled import reconciliation
from tasks.backfill.reconciled.expectations import read_expected_months
from tests.support.projects.backfills import OpenWarehouse, request_of
from tests.support.projects.stages import import_orders

JANUARY, APRIL = "2020-01-15", "2020-04-02"
EUR = {"currency": "EUR"}
ORDERS = [
    {"source_id": "a", "amount": 10, "created_at": JANUARY, "metadata": EUR},
    {"source_id": "b", "amount": 20, "created_at": JANUARY, "metadata": EUR, "status": "PAID"},
    {"source_id": "a", "status": "PAID"},
    {"source_id": "c", "items": [{"price": 2, "quantity": 2}], "created_at": APRIL},
    {"source_id": "d", "amount": -1},
]


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "orders.ndjson"
    path.write_text("\n".join(map(json.dumps, ORDERS)))
    return path


@pytest.fixture(params=[1, 250_000])
def orders_in_a_slice(request, monkeypatch):
    monkeypatch.setattr(reconciliation, "_ORDERS_IN_A_SLICE", request.param)


def found(
    source: Path, warehouse: OpenWarehouse, expected: Expectations = NOTHING_EXPECTED, **callbacks
) -> Reconciliation:
    request = request_of(source, portion=2, expected=expected)
    return backfill(request, warehouse, BackfillCallbacks(**callbacks)).reconciliation


@pytest.mark.usefixtures("orders_in_a_slice")
def test_every_row_is_accounted_for(warehouse, source):
    is_ = found(source, warehouse)
    parts = (is_.imported_count, is_.merged_count, is_.rejected_count, is_.stale_count)
    assert (is_.row_count, parts, is_.differences) == (5, (3, 1, 1, 0), [])


@pytest.mark.usefixtures("orders_in_a_slice")
def test_sums_stand_side_by_side_by_currency_status_and_month(warehouse, source):
    sums = [tuple(each.model_dump().values()) for each in found(source, warehouse).sums]
    assert sums == [("EUR", "PAID", "2020-01", 2, 30, 2, 30), (None, "CREATED", "2020-04", 1, 4, 1, 4)]


def test_months_without_orders_are_named(warehouse, source):
    assert found(source, warehouse).empty_months == ["2020-02", "2020-03"]


@pytest.mark.parametrize(
    ("change", "differences"),
    [
        (
            "UPDATE orders SET amount = 11 WHERE source_id = 'a'",
            ["2020-01 PAID EUR: the sources have 2 orders of 30, the store 2 of 31"],
        ),
        (
            "DELETE FROM orders WHERE source_id = 'b'",
            ["2020-01 PAID EUR: the sources have 2 orders of 30, the store 1 of 10"],
        ),
        ("DELETE FROM backfill_rows WHERE row = 2", ["1 orders of the sources are not accounted for"]),
    ],
)
def test_what_is_not_stored_as_it_came_is_a_difference(warehouse, source, change, differences):
    def spoil(progress, _bytes) -> None:
        if progress.loaded.row_count == len(ORDERS):
            warehouse.con.execute(change)

    seen = found(source, warehouse, on_progress=spoil).differences
    assert seen == differences


def test_what_somebody_else_writes_meanwhile_is_no_difference(warehouse, source):
    def write(progress, _bytes) -> None:
        if progress.loaded.row_count == len(ORDERS):
            import_orders(warehouse.con, {"source_id": "a", "amount": 99}, import_id="imp_other")
            warehouse.con.execute("UPDATE orders SET updated_at = '2100-01-01' WHERE source_id = 'a'")

    is_ = found(source, warehouse, on_progress=write)
    assert (is_.written_since_count, is_.differences) == (1, [])


def test_orders_that_were_there_before_are_compared_by_what_the_source_says_of_them(warehouse, source):
    import_orders(warehouse.con, {"source_id": "a", "amount": 7, "created_at": "2019-01-01"}, import_id="imp_0")
    import_orders(warehouse.con, {"source_id": "x", "amount": 7}, import_id="imp_0")
    is_ = found(source, warehouse)
    assert (is_.imported_count, is_.differences) == (3, [])


@pytest.mark.parametrize(
    ("expected", "differences"),
    [
        (Expectations(orders=3, amount=34), []),
        (Expectations(orders=5), ["all months: 5 expected as orders, 3 stored (-2)"]),
        (Expectations(amount=30), ["all months: 30 expected as amount, 34 stored (+4)"]),
        (Expectations(months=(ExpectedMonth(month="2020-01", orders=2, amount=30, currency="EUR"),)), []),
        (Expectations(months=(ExpectedMonth(month="2020-01", orders=2, currency="USD"),)), ["2020-01 USD: 2 expected"]),
        (Expectations(months=(ExpectedMonth(month="2020-02", orders=1),)), ["2020-02: 1 expected as orders, 0 stored"]),
    ],
)
def test_what_was_expected_is_compared_with_what_is_stored(warehouse, source, expected, differences):
    seen = found(source, warehouse, expected).differences
    assert len(seen) == len(differences)
    assert all(each.startswith(line) for each, line in zip(seen, differences, strict=True))


def test_nothing_of_it_is_left_behind(warehouse, source):
    found(source, warehouse)
    assert warehouse.con.execute("SELECT count(*) FROM backfill_rows").fetchall() == [(0,)]


def test_months_are_read_from_a_csv_file(tmp_path):
    (tmp_path / "months.csv").write_text("month,orders,amount,currency\n2020-01,2,,EUR\n2020-02,,5,\n")
    assert read_expected_months(tmp_path / "months.csv") == (
        ExpectedMonth(month="2020-01", orders=2, currency="EUR"),
        ExpectedMonth(month="2020-02", amount=5),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("month,orders\n2020-13,1\n", "names the month '2020-13'"),
        ("month,orders\n2020-01,many\n", "holds 'many' for orders, which is no whole number"),
        ("month,order\n2020-01,1\n", "has the column order"),
        ("orders\n1\n", "has no column month"),
        ("", "cannot be read as a CSV file"),
    ],
)
def test_a_file_of_months_that_is_wrong_is_refused(tmp_path, text, said):
    (tmp_path / "months.csv").write_text(text)
    with pytest.raises(UsageError, match=said):
        read_expected_months(tmp_path / "months.csv")
