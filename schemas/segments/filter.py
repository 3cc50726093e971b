"""The segment filter (contract §4): from JSON to typed conditions, or a `UsageError` that names the offending part.

A filter is `{"junction": "and" | "or", "<field>": {"conditions": {"<operator>": value, …}}, …}`. All conditions on
one field must hold; the junction (`and` unless said) is between fields. Values come alone or in a list.

Meaning of the operators; a list means *any of them*, and the negative in brackets is exactly the opposite:

    $is, $in [$is_not, $not_in]   equal, of the same type: the text "10" is not the number 10
    $has_value [$is_unknown]      there is a value; takes true, or false for the opposite
    $contains [$not_contain]      a text has this part; a metadata list has this element
    $starts_with $ends_with       of a text
    $more_than(_equal) $less_than(_equal)     numbers, exactly; or times
    $after $before                times; a bare date is the whole day (UTC): after it, before it, equal is within it
    $is_days_ago $is_days_in_future           on the day (UTC) so many days from today
    $more_than_ago $less_than_ago             further back than N × 24 h; between that and now
    $more_than_future $less_than_future       further ahead than N × 24 h; between now and that
    $today $yesterday $tomorrow, $last_ $this_ $next_ and week, month, year     take true; weeks begin on Monday
    … and _md (no years)          the same for the anniversary: month and day, 29 February falling on the 28th
    $count $count_less $count_more            elements of a metadata list; on summary.orders.total_count, orders

* A customer without the value (null, or a metadata key that is missing) meets only the four negatives.
  A value of another type than the operator asks for is no match either, and so meets the negatives, not $is_unknown.
* Text is compared as it is: case matters. `metadata.a.b` is the top-level key "a.b" where there is one, else the key
  "b" inside "a"; a whole number steps into a list. Metadata times are texts in the form that orders use.
* A birthdate is about birthdays where it looks at or ahead of today: `$is_days_…`, `$…_future`, days, weeks and
  months mean the anniversary. `$…_ago`, years and comparisons mean the date of birth, counted in whole days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.segments.fields import FIELDS, METADATA_PREFIX, Field, Kind
from schemas.segments.operators import GROUPS, OPERATORS, Group, Operator, Test
from schemas.segments.periods import Unit
from schemas.segments.values import Value, read_text, read_value, refuse, shown

MOST_FIELDS, MOST_VALUES, MOST_EQUAL_VALUES = 50, 1_000, 20_000
_AHEAD = {Test.MORE_AHEAD, Test.LESS_AHEAD}
_COUNTS = {Test.COUNT: Test.EQUAL, Test.COUNT_LESS: Test.LESS, Test.COUNT_MORE: Test.MORE}


class Junction(StrEnum):
    """Whether all fields must match, or any one."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field: true if it holds for any of `values`, turned round if `is_negated`.

    `is_yearly` looks at the anniversary of the value instead of the value.
    """

    field: Field
    test: Test
    values: tuple[Value, ...]
    is_negated: bool = False
    is_yearly: bool = False


@dataclass(frozen=True, slots=True)
class SegmentFilter:
    """The conditions by field, never empty: `and` within a field, `junction` between fields."""

    junction: Junction
    fields: tuple[tuple[Condition, ...], ...]


def parse_filter(document: object, of_what: Mapping[str, Field] = FIELDS) -> SegmentFilter:
    """Read a decoded JSON filter that may ask about the fields `of_what` by name, and about metadata.

    Raises `UsageError` with the path of what is wrong and what would be right.
    """
    if not isinstance(document, Mapping):
        refuse("filter", "is not an object", 'Write {"<field>": {"conditions": {"<operator>": value}}}.')
    fields = tuple(_conditions(_field(name, of_what), given) for name, given in document.items() if name != "junction")
    if not fields:
        refuse("filter", "names no field", _field_hint(of_what))
    return SegmentFilter(_junction(document.get("junction", "and")), fields)


def require_moderate(parsed: SegmentFilter) -> None:
    """Raise `UsageError` for a filter that would cost more at each write than a segment may."""
    if len(parsed.fields) > MOST_FIELDS:
        refuse("filter", f"names {len(parsed.fields):,} fields", f"Give at most {MOST_FIELDS}.")
    for condition in (each for conditions in parsed.fields for each in conditions):
        most = MOST_EQUAL_VALUES if condition.test is Test.EQUAL else MOST_VALUES
        if len(condition.values) > most:
            count = f"{len(condition.values):,} values"
            refuse(f"{condition.field.name}.conditions", f"has an operator with {count}", f"Give at most {most:,}.")


def _junction(given: object) -> Junction:
    if not isinstance(given, str) or given.lower() not in list(Junction):
        refuse("junction", f"is {shown(given)}", "Choose from: and, or.")
    return Junction(given.lower())


def _conditions(field: Field, given: object) -> tuple[Condition, ...]:
    if not isinstance(given, Mapping) or list(given) != ["conditions"]:
        refuse(field.name, "is not an object with 'conditions' alone", 'Write {"conditions": {"$is": "value"}}.')
    conditions = given["conditions"]
    if not isinstance(conditions, Mapping) or not conditions:
        refuse(f"{field.name}.conditions", "holds no operator", 'Write {"$is": "value"}.')
    return tuple(_condition(field, operator, value) for operator, value in conditions.items())


def _field_hint(of_what: Mapping[str, Field]) -> str:
    return f"Choose from: {', '.join(of_what)}, {METADATA_PREFIX}<key>."


def _field(name: object, of_what: Mapping[str, Field]) -> Field:
    if isinstance(name, str) and name.startswith(METADATA_PREFIX):
        return Field(name, Kind.METADATA, "metadata", read_text(name.removeprefix(METADATA_PREFIX), "filter"))
    if not isinstance(name, str) or name not in of_what:
        refuse("filter", f"has no field {shown(name)}", _field_hint(of_what))
    return of_what[name]


def _condition(field: Field, name: str, given: object) -> Condition:
    path = f"{field.name}.conditions.{name}"
    operator = OPERATORS.get(name)
    if operator is None or operator.group not in GROUPS[field.kind]:
        suitable = [word for word, each in OPERATORS.items() if each.group in GROUPS[field.kind]]
        refuse(path, f"is no operator for {field.kind}", f"Choose from: {', '.join(suitable)}.")
    several = given if isinstance(given, list | tuple) else [given]
    if not several:
        refuse(path, "is an empty list", "Give at least one value.")
    paths = [f"{path}[{index}]" for index in range(len(several))] if several is given else [path]
    values = tuple(read_value(field.kind, operator, *pair) for pair in zip(several, paths, strict=True))
    if operator.group is Group.PRESENCE:
        return Condition(field, operator.test, (True,), operator.is_negated is _one_flag(values, path))
    is_yearly = operator.is_yearly or (field.kind is Kind.BIRTHDATE and _is_about_birthdays(operator))
    test = _COUNTS.get(operator.test, operator.test) if field.kind is Kind.COUNT else operator.test
    return Condition(field, test, values, operator.is_negated, is_yearly)


def _one_flag(values: tuple[Value, ...], path: str) -> bool:
    if len(set(values)) > 1:
        refuse(path, "is both true and false", "Give one of them.")
    return values[0] is True


def _is_about_birthdays(operator: Operator) -> bool:
    is_of_year = operator.period is not None and operator.period.unit is Unit.YEAR
    return operator.test in _AHEAD or (operator.test is Test.WITHIN and not is_of_year)
