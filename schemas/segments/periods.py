"""The calendar periods that operators name: `$this_month`, `$yesterday` and the like."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How long a period is; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period in UTC: the one we are in (`offset` 0), or so many after (+) or before (-) it."""

    unit: Unit
    offset: int


_ADJACENT = {"last": -1, "this": 0, "next": 1}
PERIODS = {
    **{name: Period(Unit.DAY, offset) for name, offset in (("yesterday", -1), ("today", 0), ("tomorrow", 1))},
    **{f"{word}_{unit}": Period(unit, offset) for unit in list(Unit)[1:] for word, offset in _ADJACENT.items()},
}
