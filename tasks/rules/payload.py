"""Payload templates: any JSON whose texts may hold `{{customer.email}}` and the like, filled from an event's object.

The JSON is built first and its texts are filled afterwards, so no value can break out of its place. A text that is
nothing but one expression becomes the value itself, with its type; what is not there becomes an empty text or null.

Invariant: filling a payload ends soon, whatever it says, and from the same object always makes the same.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError

from schemas.errors import UsageError
from tasks.rules.budget import BudgetError, budget, charge, counted, require_plain
from tasks.rules.sandbox import Sandbox, is_absent

_LONGEST = 65_536
_SHOWN = 60
_ONE_EXPRESSION = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%|%\}).)+)\}\}\s*", re.DOTALL)
_SANDBOX = Sandbox()


def check_payload(payload: object) -> None:
    """Raise `UsageError` if a text of the payload is not a template, or cannot be filled within the budget."""
    texts = list(_texts(payload))
    if sum(map(len, texts)) > _LONGEST:
        message = f"The payload holds more than {_LONGEST:,} characters of text."
        raise UsageError(message, "Make it shorter.")
    for text in texts:
        try:
            _compiled(text)
        except Exception as error:  # whatever the parser makes of it, and Python of what that makes
            reason = (
                str(error).rstrip(".") if isinstance(error, TemplateError) else f"it is too deep or too large ({error})"
            )
            message = f"The payload's text {_shown(text)} is not a template: {reason}."
            raise UsageError(message, "Write values as {{customer.email}} or {{segment.name}}.") from error
    _check_budget(payload)


def _check_budget(payload: object) -> None:
    """What costs too much without any data costs too much with it; any other error may be for want of data."""
    try:
        fill(payload, {})
    except BudgetError as error:
        message = f"The payload cannot be filled: {error}."
        raise UsageError(message, "Let it repeat or widen less.") from error
    except Exception:
        return


def fill(payload: object, data: dict[str, Any]) -> object:
    """The payload with its texts filled from `data`.

    Raises `BudgetError` if that costs too much, else what the template raises, all sorts of errors.
    """
    with budget():
        return _filled(payload, data)


def _filled(payload: object, data: dict[str, Any]) -> object:
    if isinstance(payload, str):
        return _value(_compiled(payload)(**data))
    if isinstance(payload, list):
        return [_filled(each, data) for each in payload]
    if isinstance(payload, dict):
        return {name: _filled(each, data) for name, each in payload.items()}
    return payload


def _value(made: object) -> object:
    if is_absent(made):
        return None
    return charge(list(counted(made)) if isinstance(made, Iterator) else require_plain(made))


@lru_cache(1000)
def _compiled(text: str) -> Callable[..., object]:
    alone = _ONE_EXPRESSION.fullmatch(text)
    return _SANDBOX.compile_expression(alone[1].strip()) if alone else _SANDBOX.from_string(text).render


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def _texts(payload: object) -> Iterator[str]:
    if isinstance(payload, str):
        yield payload
    parts = payload.values() if isinstance(payload, dict) else payload if isinstance(payload, list) else ()
    for part in parts:
        yield from _texts(part)
