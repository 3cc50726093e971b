"""Says in plain Python which customers meet a segment filter: the second opinion on the SQL, sharing none of its code.

A customer is a dict by field name, `metadata` being a decoded JSON object; whatever is missing or None has no value.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

MISSING = object()
TIME = re.compile(
    r"\d{4}-\d\d-\d\d([Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6}|\.\d{6}0{1,3})?)?"
    r"([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?",
    re.ASCII,
)
OPPOSITE = {"$is_not": "$is", "$not_in": "$in", "$not_contain": "$contains", "$is_unknown": "$has_value"}
NUMBERS = {"$more_than": "__gt__", "$less_than": "__lt__", "$more_than_equal": "__ge__", "$less_than_equal": "__le__"}


def meets(customer: dict, document: dict, now: datetime) -> bool:
    """Whether `customer` meets the filter `document` at `now`."""
    answers = [
        all(
            holds(name, value_of(customer, name), operator, asked, now)
            for operator, asked in each["conditions"].items()
        )
        for name, each in document.items()
        if name != "junction"
    ]
    return any(answers) if document.get("junction", "and").lower() == "or" else all(answers)


def value_of(customer: dict, name: str):
    if not name.startswith("metadata."):
        return MISSING if customer.get(name) is None else customer[name]
    key = name.removeprefix("metadata.")
    found = (customer.get("metadata") or {}).get(key, MISSING)
    if found is MISSING and "." in key:
        found = walk(customer.get("metadata") or {}, key.split("."))
    return MISSING if found is None else found


def walk(found, keys: list[str]):
    for key in keys:
        if isinstance(found, dict):
            found = found.get(key, MISSING)
        elif isinstance(found, list) and re.fullmatch("0|[1-9][0-9]*", key) and int(key) < len(found):
            found = found[int(key)]
        else:
            return MISSING
    return found


def holds(field: str, value, operator: str, asked, now: datetime) -> bool:
    if operator in OPPOSITE:
        return not holds(field, value, OPPOSITE[operator], asked, now)
    several = asked if isinstance(asked, list) else [asked]
    if operator == "$has_value":
        return (value is not MISSING) is several[0]
    return value is not MISSING and any(holds_one(field, value, operator, each, now) for each in several)


def holds_one(field: str, value, operator: str, asked, now: datetime) -> bool:
    is_column = not field.startswith("metadata.")
    moment = moment_of(value, is_column)
    if operator in ("$is", "$in"):
        return equal(value, asked) if moment is None or not is_column else span(asked)[0] <= moment <= span(asked)[1]
    if operator == "$contains":
        return part_or_element(value, asked)
    if operator in ("$starts_with", "$ends_with"):
        return isinstance(value, str) and (value.startswith(asked) if operator[1] == "s" else value.endswith(asked))
    if operator.startswith("$count"):
        return counted(value if is_column else listed(value), operator, asked)
    if operator in NUMBERS and is_number(asked):
        return is_number(value) and compare(value, NUMBERS[operator], asked)
    return moment is not None and about_time(field, moment, operator, asked, now)


def is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def compare(value, name: str, asked) -> bool:
    """Python compares whole numbers and floats exactly."""
    return {"__gt__": value > asked, "__lt__": value < asked, "__ge__": value >= asked, "__le__": value <= asked}[name]


def equal(value, asked) -> bool:
    if is_number(value) and is_number(asked):
        return value == asked
    return type(value) is type(asked) and not isinstance(value, list | dict) and value == asked


def part_or_element(value, asked) -> bool:
    if isinstance(value, list):
        return any(equal(element, asked) for element in value)
    return isinstance(value, str) and isinstance(asked, str) and asked in value


def listed(value) -> int | None:
    return len(value) if isinstance(value, list) else None


def counted(count: int | None, operator: str, asked: int) -> bool:
    if count is None:
        return False
    return {"$count": count == asked, "$count_less": count < asked, "$count_more": count > asked}[operator]


def moment_of(value, is_column: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if is_column or not isinstance(value, str) or not TIME.fullmatch(value):
        return None
    return read_time(value)


def read_time(text: str) -> datetime | None:
    text = re.sub(r"([.]\d{6})0+", r"\1", text.upper())
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is None else read.astimezone(UTC).replace(tzinfo=None)


def span(asked: str) -> tuple[datetime, datetime]:
    first = read_time(asked)
    return first, first + timedelta(hours=24) - timedelta(microseconds=1) if len(asked) == 10 else first


def about_time(field: str, moment: datetime, operator: str, asked, now: datetime) -> bool:
    if operator in ("$after", "$more_than", "$before", "$less_than", "$more_than_equal", "$less_than_equal"):
        first, last = span(asked)
        return {
            **{"$after": moment > last, "$more_than": moment > last, "$before": moment < first},
            **{"$less_than": moment < first, "$more_than_equal": moment >= first, "$less_than_equal": moment <= last},
        }[operator]
    if field == "birthdate":
        now = datetime(now.year, now.month, now.day)
    if operator in ("$more_than_ago", "$less_than_ago"):
        back, limit = now - moment, timedelta(days=asked)
        return back > limit if operator == "$more_than_ago" else timedelta() <= back < limit
    if operator in ("$more_than_future", "$less_than_future"):
        if field == "birthdate":
            days = [offset for offset in range(asked + 1) if is_anniversary(moment, now + timedelta(days=offset))]
            return not days if operator == "$more_than_future" else any(offset < asked for offset in days)
        ahead, limit = moment - now, timedelta(days=asked)
        return ahead > limit if operator == "$more_than_future" else timedelta() <= ahead < limit
    return in_period(field, moment, operator, asked, now)


def in_period(field: str, moment: datetime, operator: str, asked, now: datetime) -> bool:
    name = operator.removeprefix("$").removesuffix("_md")
    if name in ("is_days_ago", "is_days_in_future"):
        day = now.date() + timedelta(days=asked if name.endswith("future") else -asked)
        days, is_yearly = [day], field == "birthdate"
    else:
        days, is_yearly = days_in(name, now.date()), field == "birthdate" and not name.endswith("year")
    if is_yearly or operator.endswith("_md"):
        return any(is_anniversary(moment, day) for day in days)
    return moment.date() in days


@cache
def days_in(name: str, today: date) -> set[date]:
    """All days of such a period, found by looking at every day around."""
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if name in days:
        return {today + timedelta(days=days[name])}
    word, unit = name.split("_")
    offset = ["last", "this", "next"].index(word) - 1
    index: Callable[[date], int] = {
        "week": lambda day: (day.toordinal() - 1) // 7,
        "month": lambda day: day.year * 12 + day.month,
        "year": lambda day: day.year,
    }[unit]
    around = (today + timedelta(days=shift) for shift in range(-800, 801))
    return {day for day in around if index(day) == index(today) + offset}


def is_anniversary(moment: datetime, day: date) -> bool:
    month_and_day = (moment.month, moment.day)
    if month_and_day == (2, 29) and not is_leap(day.year):
        month_and_day = (2, 28)
    return month_and_day == (day.month, day.day)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
