"""The months of one currency in their order, and the gaps between them: however long a gap, it is one value."""

from itertools import pairwise
from typing import NamedTuple

from tasks.report.facts import MonthSums

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000, 24_000, 60_000, 120_000)
"""Months from one name on an axis to the next."""


class Gap(NamedTuple):
    """Months from `first` to `last`, both included, that have no order, between some that have."""

    first: str
    last: str

    @property
    def month_count(self) -> int:
        """How many they are."""
        return _number(self.last) - _number(self.first) + 1

    @property
    def middle(self) -> str:
        """The day in its middle as ISO 8601."""
        month = _month((_number(self.first) + _number(self.last) + 1) // 2)
        return f"{month}-{'16' if self.month_count % 2 else '01'}T00:00:00Z"


class History(NamedTuple):
    """The months of one currency that have orders, in their order, and the gaps among them."""

    currency: str | None
    months: list[MonthSums]

    @property
    def order_count(self) -> int:
        """Orders of all months."""
        return sum(each.order_count for each in self.months)

    @property
    def revenue_amount(self) -> int:
        """Revenue of all months."""
        return sum(each.revenue_amount for each in self.months)

    @property
    def gaps(self) -> list[Gap]:
        """What lies between two months that do not follow one another."""
        return [
            Gap(_month(_number(one.month) + 1), _month(_number(other.month) - 1))
            for one, other in pairwise(self.months)
            if _number(other.month) - _number(one.month) > 1
        ]

    @property
    def rows(self) -> list[MonthSums | Gap]:
        """Months and gaps as a table lists them."""
        return sorted([*self.months, *self.gaps], key=lambda row: row.first if isinstance(row, Gap) else row.month)


def histories(months: list[MonthSums], currencies: list[str | None]) -> list[History]:
    """One for each currency, in this order."""
    return [History(code, [each for each in months if each.currency == code]) for code in currencies]


def labelled(history: History, most: int) -> list[tuple[int, int]]:
    """The months, as year and month, that an axis names: at most so many, as far from each other as is usual."""
    first, last = _number(history.months[0].month), _number(history.months[-1].month)
    step = next(step for step in _STEPS if last // step - (first - 1) // step <= most)
    named = range(-(-first // step) * step, last + 1, step) or [first]
    return [(number // 12, number % 12 + 1) for number in named]


def first_day(month: str) -> str:
    """The month's begin as ISO 8601."""
    return f"{month}-01T00:00:00Z"


def first_day_after(month: str) -> str:
    """The end of the month."""
    return first_day(_month(_number(month) + 1))


def _number(month: str) -> int:
    year, _, place = month.partition("-")
    return int(year) * 12 + int(place) - 1


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
