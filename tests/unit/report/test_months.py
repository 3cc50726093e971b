"""Gaps are months without orders between months that have some, however many they are."""

import pytest

from tasks.report.facts import MonthSums
from tasks.report.months import Gap, first_day, first_day_after, histories, labelled


def of(*months: str) -> list[MonthSums]:
    return [MonthSums(currency="EUR", month=month, order_count=1, revenue_amount=10) for month in months]


@pytest.mark.parametrize(
    ("months", "gaps"),
    [
        ([], []),
        (["2024-01"], []),
        (["2023-12", "2024-01"], []),
        (["2023-11", "2024-01"], [("2023-12", "2023-12", 1)]),
        (["2023-10", "2024-03", "2024-05"], [("2023-11", "2024-02", 4), ("2024-04", "2024-04", 1)]),
        (["0001-01", "9999-12"], [("0001-02", "9999-11", 119_986)]),
    ],
)
def test_gaps(months, gaps):
    [history] = histories(of(*months), ["EUR"])
    assert [(gap.first, gap.last, gap.month_count) for gap in history.gaps] == gaps


def test_rows_have_gaps_where_they_are():
    [history, other] = histories(of("2024-01", "2024-04"), ["EUR", "USD"])
    january, april = of("2024-01", "2024-04")
    assert history.rows == [january, Gap("2024-02", "2024-03"), april]
    assert (history.order_count, history.revenue_amount, other.months) == (2, 20, [])


@pytest.mark.parametrize(
    ("first", "last", "middle"),
    [("2024-02", "2024-02", "2024-02-16"), ("2023-12", "2024-01", "2024-01-01"), ("2024-01", "2024-03", "2024-02-16")],
)
def test_the_middle_of_a_gap(first, last, middle):
    assert Gap(first, last).middle == f"{middle}T00:00:00Z"


def test_a_month_ends_where_the_next_begins():
    assert (first_day("2023-12"), first_day_after("2023-12")) == ("2023-12-01T00:00:00Z", "2024-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("months", "named"),
    [
        (["2026-11"], [(2026, 11)]),
        (["2026-11", "2027-01"], [(2026, 11), (2026, 12), (2027, 1)]),
        (["2026-02", "2026-12"], [(2026, 4), (2026, 7), (2026, 10)]),
        (["2010-01", "2013-09"], [(2010, 1), (2011, 1), (2012, 1), (2013, 1)]),
        (["2010-05", "2019-09"], [(2012, 1), (2014, 1), (2016, 1), (2018, 1)]),
        (["0001-02", "0002-12"], [(1, 7), (2, 1), (2, 7)]),
        (["0001-01", "9999-12"], [(2000, 1), (4000, 1), (6000, 1), (8000, 1)]),
    ],
)
def test_an_axis_names_few_months(months, named):
    [history] = histories(of(*months), ["EUR"])
    assert labelled(history, 4) == named
