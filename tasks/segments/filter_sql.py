"""Compiles a parsed segment filter to a boolean SQL expression over rows of customer facts.

Input never becomes SQL: every value and metadata key is bound through a `Binder`, and so is the time it is. The rows
are those of `tasks/segments/sql/segment_facts.sql`. The condition is true or false, never NULL.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schemas.segments.filter import Condition, Junction, SegmentFilter
from schemas.segments.operators import Kind, Period, Test
from schemas.segments.values import Moment
from tasks.segments.facts import NUMBER_READERS, Binder, Facts, facts_of
from tasks.segments.periods import days_of

Bind = Callable[[object], str]
_ORDER = {Test.MORE: ">", Test.MORE_EQUAL: ">=", Test.LESS: "<", Test.LESS_EQUAL: "<="}
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
            return _any(_equal(facts, values, bind))
        case Test.CONTAINS:
            return _any([*_of_text("contains", facts, values, bind), *_has_element(facts, values, bind)])
        case Test.STARTS:
            return _any(_of_text("starts_with", facts, values, bind))
        case Test.ENDS:
            return _any(_of_text("ends_with", facts, values, bind))
        case Test.WITHIN:
            windows = (days_of(value, now.date()) for value in values if isinstance(value, Period))
            return _any(_within(facts, condition.is_yearly, *window, bind) for window in windows)
        case Test.COUNT | Test.COUNT_LESS | Test.COUNT_MORE:
            return _any(f"len({facts.items}) {_COUNT[condition.test]} {bind(value)}" for value in values)
        case Test.MORE | Test.MORE_EQUAL | Test.LESS | Test.LESS_EQUAL:
            return _any(_ordered(facts, condition.test, values, bind))
    return _any(_relative(facts, condition, timedelta(days=days), now, bind) for days in _numbers(values))


def _any(tests: Iterable[str]) -> str:
    """True if one is; each test's own NULL counts as no."""
    return " OR ".join(f"coalesce({test}, false)" for test in tests) or "false"


def _numbers(values: Iterable[object]) -> list[int | float]:
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _by_type(values: tuple[object, ...]) -> dict[str, list[object]]:
    """The values that a stored value can be equal to, by its SQL type; a type without any is left out."""
    bounds = [_Bounds.of(value) for value in _numbers(values)]
    typed: dict[str, list[object]] = {
        "BOOLEAN": [value for value in values if isinstance(value, bool)],
        "VARCHAR": [value for value in values if isinstance(value, str)],
        "HUGEINT": [each.floor for each in bounds if each.floor == each.ceil],
        "DOUBLE": [each.below for each in bounds if each.below == each.above],
    }
    return {type_: several for type_, several in typed.items() if several}


def _equal(facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    for type_, several in _by_type(values).items():
        if of := facts.typed.get(type_):
            if len(several) == 1:
                yield f"{of} = CAST({bind(several[0])} AS {type_})"
            else:
                yield f"{of} IN (SELECT unnest(CAST({bind(several)} AS {type_}[])))"
    for value in values:
        if isinstance(value, Moment):
            yield f"{facts.typed['TIMESTAMP']} BETWEEN {bind(value.first)} AND {bind(value.last)}"


def _of_text(function: str, facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    return (f"{function}({facts.typed['VARCHAR']}, {bind(value)})" for value in values if isinstance(value, str))


def _has_element(facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    """A list holds one of `values`: numbers are read as such, texts and flags compared as the JSON they are."""
    if facts.items is None:
        return
    for type_, several in _by_type(values).items():
        asked = f"CAST({bind(several)} AS {type_}[])"
        if type_ in NUMBER_READERS:
            element = NUMBER_READERS[type_]("json_type(element)", "json_extract_string(element, '$')")
            yield f"list_has_any(list_transform({facts.items}, lambda element: {element}), {asked})"
        else:
            as_json = f"list_transform({asked}, lambda value: CAST(to_json(value) AS VARCHAR))"
            yield f"list_has_any(CAST({facts.items} AS VARCHAR[]), {as_json})"


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The nearest whole numbers and doubles around a number: comparing with them is comparing with it, exactly."""

    floor: int
    ceil: int
    below: float
    above: float

    @classmethod
    def of(cls, value: float) -> "_Bounds":
        near = float(value)
        below = near if near <= value else math.nextafter(near, -math.inf)
        above = near if near >= value else math.nextafter(near, math.inf)
        return cls(math.floor(value), math.ceil(value), below, above)


def _ordered(facts: Facts, test: Test, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    """Of several bounds the most lenient one decides."""
    lenient = min if test in (Test.MORE, Test.MORE_EQUAL) else max
    is_first_in = test in (Test.MORE_EQUAL, Test.LESS)
    if numbers := _numbers(values):
        bounds = _Bounds.of(lenient(numbers))
        whole, real = (bounds.ceil, bounds.above) if is_first_in else (bounds.floor, bounds.below)
        for type_, bound in (("HUGEINT", whole), ("DOUBLE", real)):
            if of := facts.typed.get(type_):
                yield f"{of} {_ORDER[test]} CAST({bind(bound)} AS {type_})"
    if moments := [value for value in values if isinstance(value, Moment)]:
        bound = lenient(each.first if is_first_in else each.last for each in moments)
        yield f"{facts.typed['TIMESTAMP']} {_ORDER[test]} {bind(bound)}"


def _relative(facts: Facts, condition: Condition, distance: timedelta, now: datetime, bind: Bind) -> str:
    at, today = facts.typed["TIMESTAMP"], now.date()
    match condition.test:
        case Test.MORE_AGO:
            return f"{at} < {bind(now - distance)}"
        case Test.LESS_AGO:
            return f"{at} > {bind(now - distance)} AND {at} <= {bind(now)}"
        case Test.MORE_AHEAD if condition.is_yearly:
            return f"NOT ({_within(facts, True, today, today + distance, bind)})"
        case Test.MORE_AHEAD:
            return f"{at} > {bind(now + distance)}"
        case _ if condition.is_yearly:
            return _within(facts, True, today, today + distance - timedelta(days=1), bind)
    return f"{at} >= {bind(now)} AND {at} < {bind(now + distance)}"


def _within(facts: Facts, is_yearly: bool, first: date, last: date, bind: Bind) -> str:
    """On one of the days from `first` to `last`; DuckDB moves 29 February to the 28th when it adds years."""
    day, span = f"CAST({facts.typed['TIMESTAMP']} AS DATE)", f"BETWEEN {bind(first)} AND {bind(last)}"
    if not is_yearly:
        return f"{day} {span}"
    gaps = (f"CAST({bind(year)} - year({day}) AS INTEGER)" for year in (first.year, first.year + 1))
    return " OR ".join(f"{day} + to_years({gap}) {span}" for gap in gaps)
