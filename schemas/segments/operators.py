"""What each operator of a segment filter means, and which kinds of field it suits.

Names follow the public Voucherify API. Many of them are the same test in other words (`$is` and `$in`, `$is_not` and
`$not_in`, `$after` and `$more_than`): each operator is one `Test`, perhaps negated, so that only tests need a meaning.
"""

from dataclasses import dataclass
from enum import StrEnum

from schemas.segments.fields import Kind
from schemas.segments.periods import PERIODS, Period, Unit


class Group(StrEnum):
    """Operators that take the same values and suit the same kinds of field."""

    VALUE = "equality"
    PRESENCE = "presence"
    CONTAINS = "containment"
    AFFIX = "start and end"
    ORDER = "more and less"
    MOMENT = "before and after"
    DAYS = "days from now"
    PERIOD = "periods"
    COUNT = "counts"


_TIME_GROUPS = {Group.VALUE, Group.PRESENCE, Group.ORDER, Group.MOMENT, Group.DAYS, Group.PERIOD}
GROUPS: dict[Kind, set[Group]] = {
    Kind.TEXT: {Group.VALUE, Group.PRESENCE, Group.CONTAINS, Group.AFFIX},
    Kind.WHOLE: {Group.VALUE, Group.PRESENCE, Group.ORDER},
    Kind.COUNT: {Group.VALUE, Group.PRESENCE, Group.ORDER, Group.COUNT},
    Kind.REAL: {Group.VALUE, Group.PRESENCE, Group.ORDER},
    Kind.TIME: _TIME_GROUPS,
    Kind.BIRTHDATE: _TIME_GROUPS,
    Kind.METADATA: set(Group),
}


class Test(StrEnum):
    """What is asked about a value; see the table in `schemas.segments.filter`."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    EQUAL = "equal"
    PRESENT = "present"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"
    MORE = "more"
    MORE_EQUAL = "more_equal"
    LESS = "less"
    LESS_EQUAL = "less_equal"
    MORE_AGO = "more_ago"
    LESS_AGO = "less_ago"
    MORE_AHEAD = "more_ahead"
    LESS_AHEAD = "less_ahead"
    WITHIN = "within"
    COUNT = "count"
    COUNT_LESS = "count_less"
    COUNT_MORE = "count_more"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: its test, whether the answer is turned round, and for periods which one, or which way days go.

    `is_yearly` asks for the month and day only: an anniversary.
    """

    test: Test
    group: Group
    is_negated: bool = False
    period: Period | None = None
    direction: int = 0
    is_yearly: bool = False


def _period_operators() -> dict[str, Operator]:
    """`$this_month`, and `$this_month_md` for month and day only; a year has no such anniversary."""
    plain = {f"${name}": Operator(Test.WITHIN, Group.PERIOD, period=period) for name, period in PERIODS.items()}
    yearly = {
        f"${name}_md": Operator(Test.WITHIN, Group.PERIOD, period=period, is_yearly=True)
        for name, period in PERIODS.items()
        if period.unit is not Unit.YEAR
    }
    return plain | yearly


OPERATORS: dict[str, Operator] = {
    "$is": Operator(Test.EQUAL, Group.VALUE),
    "$is_not": Operator(Test.EQUAL, Group.VALUE, is_negated=True),
    "$in": Operator(Test.EQUAL, Group.VALUE),
    "$not_in": Operator(Test.EQUAL, Group.VALUE, is_negated=True),
    "$has_value": Operator(Test.PRESENT, Group.PRESENCE),
    "$is_unknown": Operator(Test.PRESENT, Group.PRESENCE, is_negated=True),
    "$contains": Operator(Test.CONTAINS, Group.CONTAINS),
    "$not_contain": Operator(Test.CONTAINS, Group.CONTAINS, is_negated=True),
    "$starts_with": Operator(Test.STARTS, Group.AFFIX),
    "$ends_with": Operator(Test.ENDS, Group.AFFIX),
    "$more_than": Operator(Test.MORE, Group.ORDER),
    "$less_than": Operator(Test.LESS, Group.ORDER),
    "$more_than_equal": Operator(Test.MORE_EQUAL, Group.ORDER),
    "$less_than_equal": Operator(Test.LESS_EQUAL, Group.ORDER),
    "$after": Operator(Test.MORE, Group.MOMENT),
    "$before": Operator(Test.LESS, Group.MOMENT),
    "$is_days_ago": Operator(Test.WITHIN, Group.DAYS, direction=-1),
    "$is_days_in_future": Operator(Test.WITHIN, Group.DAYS, direction=1),
    "$is_days_ago_md": Operator(Test.WITHIN, Group.DAYS, direction=-1, is_yearly=True),
    "$is_days_in_future_md": Operator(Test.WITHIN, Group.DAYS, direction=1, is_yearly=True),
    "$more_than_ago": Operator(Test.MORE_AGO, Group.DAYS),
    "$less_than_ago": Operator(Test.LESS_AGO, Group.DAYS),
    "$more_than_future": Operator(Test.MORE_AHEAD, Group.DAYS),
    "$less_than_future": Operator(Test.LESS_AHEAD, Group.DAYS),
    "$count": Operator(Test.COUNT, Group.COUNT),
    "$count_less": Operator(Test.COUNT_LESS, Group.COUNT),
    "$count_more": Operator(Test.COUNT_MORE, Group.COUNT),
    **_period_operators(),
}
