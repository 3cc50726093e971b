"""Months as reports name them, such as 2024-02."""

from collections.abc import Set as AbstractSet


def empty_months(months: AbstractSet[str]) -> list[str]:
    """The months between the first and the last that are not among them."""
    if not months:
        return []
    first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (min(months), max(months)))
    between = (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last))
    return [month for month in between if month not in months]
