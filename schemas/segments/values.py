"""The values in a segment filter: each operator says what it takes, and anything else is refused with its path."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

import polars as pl

from schemas.errors import UsageError
from schemas.segments.fields import Kind
from schemas.segments.operators import Group, Operator
from schemas.segments.periods import Period, Unit
from schemas.time_columns import parse_timestamp

_LARGEST = 10**38  # DuckDB compares whole numbers below it exactly
_MOST_DAYS = 100 * 366
_METADATA_HINT = "Give a number; a text, or true or false, where the operator can compare it."


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as named in a filter, naive UTC: from `first` to `last`, both in it; a day, or one microsecond."""

    first: datetime
    last: datetime


Value = str | bool | int | float | Moment | Period


def read_value(kind: Kind, operator: Operator, given: object, path: str) -> Value:
    """One value of `operator` on a field of this kind; raise `UsageError` naming `path` if it is not one."""
    if given is None:
        refuse(path, "is null", "$is_unknown finds the customers without a value.")
    match operator.group:
        case Group.PRESENCE:
            return _flag(given, path, "Give true or false.")
        case Group.PERIOD if operator.period is not None:
            if _flag(given, path, "Give true.") is False:
                refuse(path, "is false", "Give true, or leave it out.")
            return operator.period
        case Group.DAYS:
            days = _whole(given, path, "days", _MOST_DAYS)
            return Period(Unit.DAY, operator.direction * days) if operator.direction else days
        case Group.COUNT:
            return _whole(given, path, "elements", _LARGEST)
        case Group.MOMENT:
            return _moment(given, path)
        case Group.AFFIX:
            return read_text(given, path)
    return _comparable(kind, operator.group, given, path)


def _comparable(kind: Kind, group: Group, given: object, path: str) -> Value:
    """A value of the field's own kind; metadata may hold any, and says by its type what it is compared with."""
    if kind is Kind.TEXT:
        return read_text(given, path)
    if kind in (Kind.TIME, Kind.BIRTHDATE):
        return _moment(given, path)
    if kind is Kind.METADATA and group is Group.ORDER and isinstance(given, str):
        return _moment(given, path)
    if kind is Kind.METADATA and group is not Group.ORDER and isinstance(given, str | bool):
        return read_text(given, path) if isinstance(given, str) else given
    return _number(given, path, _METADATA_HINT if kind is Kind.METADATA else "Give a number without quotes.")


def read_text(given: object, path: str) -> str:
    """A text that a database can hold."""
    if not isinstance(given, str):
        refuse(path, f"is {shown(given)}, not a text", 'Write it in quotes: "text".')
    if any("\ud800" <= char <= "\udfff" for char in given):
        refuse(path, "is not valid Unicode", "Remove the half of a surrogate pair.")
    return given


def _flag(given: object, path: str, hint: str) -> bool:
    if not isinstance(given, bool):
        refuse(path, f"is {shown(given)}, not true or false", hint)
    return given


def _number(given: object, path: str, hint: str) -> int | float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        refuse(path, f"is {shown(given)}, which cannot be compared here", hint)
    if not abs(given) < _LARGEST:  # not so for NaN either
        refuse(path, f"is {shown(given)}, too large to compare", "Give a number of at most 38 digits.")
    return given


def _whole(given: object, path: str, noun: str, most: int) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < most:
        refuse(path, f"is {shown(given)}, not a number of {noun}", "Give a whole number, 0 or more.")
    return given


def _moment(given: object, path: str) -> Moment:
    text = read_text(given, path)
    first = parse_timestamp(pl.Series([text])).item()
    if first is None:
        hint = "Write 2024-01-31 or 2024-01-31T12:00:00Z; for days from now use $more_than_ago and its like."
        refuse(path, f"is {shown(given)}, which is not a time", hint)
    is_day = len(text) == len("2024-01-31")
    return Moment(first, first + timedelta(days=1, microseconds=-1) if is_day else first)


def shown(given: object) -> str:
    """A value as JSON, on one line and not too long, for a message."""
    text = json.dumps(given, default=repr, ensure_ascii=False)
    text = text if text.isprintable() else json.dumps(given, default=repr)
    return text if len(text) <= 60 else f"{text[:59]}…"


def refuse(path: str, problem: str, hint: str) -> NoReturn:
    """Raise the `UsageError` that says what is wrong where in the filter, on one line."""
    where = path if path.isprintable() else json.dumps(path)[1:-1]
    message = f"Segment filter: {where} {problem}."
    raise UsageError(message, hint)
