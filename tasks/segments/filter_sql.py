"""Compiles a parsed segment filter to a boolean SQL expression over rows of customer facts.

Input never becomes SQL: every value and metadata key is bound through a `Binder`, and so is the time it is. The rows
are those of `tasks/segments/sql/segment_facts.sql`. The condition is true or false, never NULL.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from schemas.segments.fields import Kind
from schemas.segments.filter import Condition, Junction, SegmentFilter
from schemas.segments.operators import Test
from schemas.segments.periods import Period
from tasks.segments.binder import Binder
from tasks.segments.facts import Facts, facts_of
from tasks.segments.periods import days_of
from tasks.segments.time_tests import relative, within
from tasks.segments.value_tests import any_of, equal, has_element, numbers, of_text, ordered

_COUNT = {Test.COUNT: "=", Test.COUNT_LESS: "<", Test.COUNT_MORE: ">"}


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL of a filter: the columns to read from the facts, and the condition on these columns."""

    columns: str
    condition: str


def compile_filter(parsed: SegmentFilter, now: datetime, binder: Binder) -> Compiled:
    """The SQL of `parsed` as seen at `now` (naive UTC), its values added to `binder`."""
    facts = [facts_of(conditions[0].field, number, binder) for number, conditions in enumerate(parsed.fields)]
    fields = (
        " AND ".join(_condition(each, of, now, binder) for each in conditions)
        for conditions, of in zip(parsed.fields, facts, strict=True)
    )
    junction = " AND " if parsed.junction is Junction.AND else " OR "
    return Compiled(", ".join(of.columns for of in facts), junction.join(f"({field})" for field in fields))


def _condition(condition: Condition, facts: Facts, now: datetime, binder: Binder) -> str:
    if condition.field.kind is Kind.BIRTHDATE:
        now = datetime.combine(now, time.min)
    positive = f"coalesce({_test(condition, facts, now, binder)}, false)"
    return f"NOT {positive}" if condition.is_negated else positive


def _test(condition: Condition, facts: Facts, now: datetime, binder: Binder) -> str:
    values, bind = condition.values, binder.bind
    match condition.test:
        case Test.PRESENT:
            return facts.is_present
        case Test.EQUAL:
            return any_of(equal(facts, values, bind))
        case Test.CONTAINS:
            return any_of([*of_text("contains", facts, values, bind), *has_element(facts, values, bind)])
        case Test.STARTS:
            return any_of(of_text("starts_with", facts, values, bind))
        case Test.ENDS:
            return any_of(of_text("ends_with", facts, values, bind))
        case Test.WITHIN:
            windows = (days_of(value, now.date()) for value in values if isinstance(value, Period))
            return any_of(within(facts, condition.is_yearly, *window, bind) for window in windows)
        case Test.COUNT | Test.COUNT_LESS | Test.COUNT_MORE:
            return any_of(f"len({facts.items}) {_COUNT[condition.test]} {bind(value)}" for value in values)
        case Test.MORE | Test.MORE_EQUAL | Test.LESS | Test.LESS_EQUAL:
            return any_of(ordered(facts, condition.test, values, bind))
    return any_of(relative(facts, condition, timedelta(days=days), now, bind) for days in numbers(values))
