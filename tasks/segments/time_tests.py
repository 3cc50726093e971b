"""Tests of a time in a row of customer facts against now, as SQL: so many days ago or ahead, in a period."""

from datetime import date, datetime, timedelta

from schemas.segments.filter import Condition
from schemas.segments.operators import Test
from tasks.segments.binder import Bind
from tasks.segments.facts import Facts


def relative(facts: Facts, condition: Condition, distance: timedelta, now: datetime, bind: Bind) -> str:
    """So far back or ahead of `now` as the condition says; a day of the year, if it is about anniversaries."""
    at, today = facts.typed["TIMESTAMP"], now.date()
    match condition.test:
        case Test.MORE_AGO:
            return f"{at} < {bind(now - distance)}"
        case Test.LESS_AGO:
            return f"{at} > {bind(now - distance)} AND {at} <= {bind(now)}"
        case Test.MORE_AHEAD if condition.is_yearly:
            return f"NOT ({within(facts, True, today, today + distance, bind)})"
        case Test.MORE_AHEAD:
            return f"{at} > {bind(now + distance)}"
        case _ if condition.is_yearly:
            return within(facts, True, today, today + distance - timedelta(days=1), bind)
    return f"{at} >= {bind(now)} AND {at} < {bind(now + distance)}"


def within(facts: Facts, is_yearly: bool, first: date, last: date, bind: Bind) -> str:
    """On one of the days from `first` to `last`; DuckDB moves 29 February to the 28th when it adds years."""
    day, span = f"CAST({facts.typed['TIMESTAMP']} AS DATE)", f"BETWEEN {bind(first)} AND {bind(last)}"
    if not is_yearly:
        return f"{day} {span}"
    gaps = (f"CAST({bind(year)} - year({day}) AS INTEGER)" for year in (first.year, first.year + 1))
    return " OR ".join(f"{day} + to_years({gap}) {span}" for gap in gaps)
