"""What one message may cost to fill: a number of steps, each of which reads or writes about one character.

Invariant: whatever is done in a template (`tasks.rules.sandbox`) is paid for by the size of what it looks at and makes,
before it is done where it can make much of little. So a template can take neither time nor memory without end.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from jinja2 import Undefined

T = TypeVar("T")
MOST_STEPS = 1_000_000
_MOST_BITS = 20_000
_LONGEST_FIELD = 999
_FORMAT = re.compile(r"%[#0\- +]*(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?", re.DOTALL)
_left: ContextVar[list[int]] = ContextVar("_left")


class BudgetError(Exception):
    """The message costs more than it may."""


@contextmanager
def budget() -> Iterator[None]:
    """What is filled in the block costs at most `MOST_STEPS`, or it raises `BudgetError`."""
    token = _left.set([MOST_STEPS])
    try:
        yield
    finally:
        _left.reset(token)


def spend(steps: int) -> None:
    """Pay for what is about to be done."""
    left = _left.get()
    left[0] -= steps
    if left[0] < 0:
        message = f"it takes more than {MOST_STEPS:,} steps or characters"
        raise BudgetError(message)


def charge(value: T) -> T:
    """The value, paid for by all that it holds. What it holds must be JSON: nothing else is the same at each try."""
    pending: list[object] = [value]
    while pending:
        one = pending.pop()
        spend(1 + _own_size(one))
        if isinstance(one, dict):
            pending.extend(one.keys())
            pending.extend(one.values())
        elif isinstance(one, list | tuple):
            pending.extend(one)
        elif one is not value:
            require_plain(one)
    return value


def require_plain(value: T) -> T:
    """The value, if its text is the same at each try; others hold the address of an object."""
    if isinstance(value, str | int | float | dict | list | tuple | Undefined | None):
        return value
    message = f"{type(value).__name__} is no value that can be sent"
    raise TypeError(message)


def counted(values: Iterable[T], weight: int = 0) -> Iterator[T]:
    """The values, each paid for when it is taken."""
    for each in values:
        spend(1 + weight)
        yield each


def spend_on_operation(operator: str, left: object, right: object) -> None:
    """Pay for `left operator right`, as far as it is not paid for by what it takes."""
    if isinstance(left, int) and isinstance(right, int):
        _require_short(left, right, left.bit_length() * max(right, 0) if operator == "**" else 0)
    elif operator == "*":
        for many, times in ((left, right), (right, left)):
            if isinstance(many, str | list | tuple) and isinstance(times, int):
                spend(len(many) * max(times, 0))
    elif operator == "%" and isinstance(left, str):
        spend_on_format(left)


def spend_on_format(text: str) -> None:
    """Pay for the widths in a text like `%-20s`. Raises `BudgetError` for one that is too wide, or not said in it."""
    for width, precision, conversion in _FORMAT.findall(text):
        if conversion == "(":
            message = "a name in a format such as %(name)s cannot be used here; write {{name}}"
            raise TypeError(message)
        for number in (width, precision):
            spend_on_field(number)


def spend_on_field(number: str) -> None:
    """Pay for the width of one field, as it is written."""
    if number == "*" or len(number) > len(str(_LONGEST_FIELD)):
        message = f"a field of a format may be at most {_LONGEST_FIELD} wide"
        raise BudgetError(message)
    spend(int(number or 0))


def _own_size(value: object) -> int:
    if isinstance(value, str | list | tuple | dict):
        return len(value)
    return value.bit_length() // 8 if isinstance(value, int) else 0


def _require_short(left: int, right: int, of_result: int) -> None:
    if max(left.bit_length(), right.bit_length(), of_result) > _MOST_BITS:
        message = f"it has a number of more than {_MOST_BITS:,} bits"
        raise BudgetError(message)
