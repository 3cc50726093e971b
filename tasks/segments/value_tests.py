"""Tests of a value in a row of customer facts, as SQL: equality, parts of texts, elements of lists, more and less.

Each yields one boolean expression for each type a stored value may have; NULL means that it is of another type.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.segments.operators import Test
from schemas.segments.values import Moment
from tasks.segments.binder import Bind
from tasks.segments.facts import NUMBER_READERS, Facts

_ORDER = {Test.MORE: ">", Test.MORE_EQUAL: ">=", Test.LESS: "<", Test.LESS_EQUAL: "<="}


def any_of(tests: Iterable[str]) -> str:
    """True if one is; each test's own NULL counts as no."""
    return " OR ".join(f"coalesce({test}, false)" for test in tests) or "false"


def numbers(values: Iterable[object]) -> list[int | float]:
    """Those of `values` that are numbers, which true and false are not."""
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def equal(facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    """Equal to one of `values`, of the same type; or within one that is a day."""
    for type_, several in _by_type(values).items():
        if of := facts.typed.get(type_):
            if len(several) == 1:
                yield f"{of} = CAST({bind(several[0])} AS {type_})"
            else:
                yield f"{of} IN (SELECT unnest(CAST({bind(several)} AS {type_}[])))"
    for value in values:
        if isinstance(value, Moment):
            yield f"{facts.typed['TIMESTAMP']} BETWEEN {bind(value.first)} AND {bind(value.last)}"


def of_text(function: str, facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    """DuckDB's `function` of a text and one of `values`."""
    return (f"{function}({facts.typed['VARCHAR']}, {bind(value)})" for value in values if isinstance(value, str))


def has_element(facts: Facts, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
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


def ordered(facts: Facts, test: Test, values: tuple[object, ...], bind: Bind) -> Iterator[str]:
    """More or less than the bounds in `values`, of which the most lenient one decides."""
    lenient = min if test in (Test.MORE, Test.MORE_EQUAL) else max
    is_first_in = test in (Test.MORE_EQUAL, Test.LESS)
    if given := numbers(values):
        bounds = _Bounds.of(lenient(given))
        whole, real = (bounds.ceil, bounds.above) if is_first_in else (bounds.floor, bounds.below)
        for type_, bound in (("HUGEINT", whole), ("DOUBLE", real)):
            if of := facts.typed.get(type_):
                yield f"{of} {_ORDER[test]} CAST({bind(bound)} AS {type_})"
    if moments := [value for value in values if isinstance(value, Moment)]:
        moment = lenient(each.first if is_first_in else each.last for each in moments)
        yield f"{facts.typed['TIMESTAMP']} {_ORDER[test]} {bind(moment)}"


def _by_type(values: tuple[object, ...]) -> dict[str, list[object]]:
    """The values that a stored value can be equal to, by its SQL type; a type without any is left out."""
    bounds = [_Bounds.of(value) for value in numbers(values)]
    typed: dict[str, list[object]] = {
        "BOOLEAN": [value for value in values if isinstance(value, bool)],
        "VARCHAR": [value for value in values if isinstance(value, str)],
        "HUGEINT": [each.floor for each in bounds if each.floor == each.ceil],
        "DOUBLE": [each.below for each in bounds if each.below == each.above],
    }
    return {type_: several for type_, several in typed.items() if several}


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
