"""What a report counts: an import as it left its orders, a project as it is."""

import pytest

from schemas.errors import UsageError
from tasks.report.read import facts_of_import, facts_of_project, require_currency
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.reported import FIRST, KEY, ORDERS, SECOND, order, run_import


@pytest.fixture
def con(tmp_path):
    run_import(tmp_path, ORDERS)
    with open_warehouse(tmp_path, KEY) as con:
        yield con


def test_revenue_is_of_paid_orders_net_of_discounts_by_currency_and_month(con):
    months = {
        (each.currency, each.month): (each.order_count, each.revenue_amount)
        for each in facts_of_import(con, KEY, FIRST).months
    }
    assert months == {("EUR", "2024-01"): (2, 123_450), ("EUR", "2024-05"): (1, 900), ("JPY", "2024-05"): (1, 700)}


def test_statuses_have_all_orders(con):
    facts = facts_of_import(con, KEY, FIRST)
    found = [(each.currency, each.status, each.order_count, each.net_amount) for each in facts.statuses]
    assert found == [("EUR", "PAID", 2, 124_350), ("EUR", "CANCELED", 1, 50_000), ("JPY", "PAID", 1, 700)]
    assert (facts.order_count, facts.currencies) == (4, ["EUR", "JPY"])


def test_products_are_those_that_were_sold(con):
    [euros, yen] = facts_of_import(con, KEY, FIRST).products
    assert (euros.currency, euros.name, euros.number, euros.order_count, euros.item_count) == (
        "EUR",
        "Mug",
        "mug",
        2,
        4,
    )
    assert (euros.revenue_amount, yen.revenue_amount) == (124_450, 700)


def test_rejects_are_grouped_by_fault_and_path_with_the_first_of_each(con):
    kinds = facts_of_import(con, KEY, FIRST).rejects
    assert [(each.code, each.path, each.order_count) for each in kinds] == [
        ("below_minimum", "$.amount", 2),
        ("wrong_type", "$.amount", 1),
    ]
    assert [(sample.row, sample.source_id) for sample in kinds[0].samples] == [(4, "e"), (5, "f")]


def test_positions_in_paths_do_not_divide_one_fault(tmp_path):
    items = [{"quantity": 1}, {"quantity": 0}]
    orders = [{"source_id": "x", "items": items}, {"source_id": "y", "items": [*items[::-1]]}]
    run_import(tmp_path, orders)
    with open_warehouse(tmp_path, KEY) as con:
        [kind] = facts_of_import(con, KEY, FIRST).rejects
    assert (kind.path, kind.order_count) == ("$.items[].quantity", 2)


def test_an_import_stays_as_it_was_when_a_later_one_writes_its_orders(tmp_path):
    run_import(tmp_path, ORDERS)
    with open_warehouse(tmp_path, KEY) as con:
        before = facts_of_import(con, KEY, FIRST)
    run_import(tmp_path, [order("a", "2024-02-05", 1), order("h", "2024-02-05", 5)], SECOND)
    with open_warehouse(tmp_path, KEY) as con:
        after, later, whole = (
            facts_of_import(con, KEY, FIRST),
            facts_of_import(con, KEY, SECOND),
            facts_of_project(con, KEY),
        )
    same = ("months", "statuses", "products", "rejects")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert [(each.month, each.order_count, each.revenue_amount) for each in later.months] == [("2024-02", 2, 6)]
    assert [(each.month, each.order_count) for each in whole.months if each.currency == "EUR"] == [
        ("2024-01", 1),
        ("2024-02", 2),
        ("2024-05", 1),
    ]


def test_a_project_lists_its_imports_the_newest_first(tmp_path):
    run_import(tmp_path, ORDERS)
    run_import(tmp_path, ORDERS[:1], SECOND)
    with open_warehouse(tmp_path, KEY) as con:
        facts = facts_of_project(con, KEY)
    assert [(each.id, each.done_count, each.failed_count) for each in facts.imports] == [(SECOND, 1, 0), (FIRST, 4, 3)]
    assert (facts.import_count, facts.reject_count, facts.customer_count) == (2, 3, 4)
    assert list(facts.stages) == ["extract", "validate", "transform", "load", "refresh-segments"]


def test_a_currency_can_be_said_for_orders_that_state_none(tmp_path):
    run_import(tmp_path, [order("a", "2024-01-05", 5, metadata={}), order("b", "2024-01-05", 7)])
    with open_warehouse(tmp_path, KEY) as con:
        assert facts_of_import(con, KEY, FIRST).currencies == [None, "EUR"]
        assert facts_of_import(con, KEY, FIRST, "GBP").currencies == ["EUR", "GBP"]


@pytest.mark.parametrize("code", ["eur", "XXX", ""])
def test_what_is_no_currency_is_refused(code):
    with pytest.raises(UsageError, match="is not a currency of ISO 4217"):
        require_currency(code)


def test_an_import_that_is_not_there_is_refused(con):
    with pytest.raises(UsageError, match="acme/shop has no import"):
        facts_of_import(con, KEY, SECOND)


def test_a_project_without_orders_has_facts_too(tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        facts = facts_of_project(con, KEY)
    assert (facts.order_count, facts.months, facts.imports, facts.stages) == (0, [], [], {})
