"""Payload templates: any JSON whose texts may hold `{{customer.email}}` and the like, filled from an event's object.

The JSON is built first and its texts are filled afterwards, so no value can break out of its place. A text that is
nothing but one expression becomes the value itself, with its type; what is not there becomes an empty text or null.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import ChainableUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.errors import UsageError

_ONE_EXPRESSION = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%|%\}).)+)\}\}\s*", re.DOTALL)


class _Sandbox(ImmutableSandboxedEnvironment):
    """A key of the data comes before a method of the same name: `order.items` is the list."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `obj.attribute` means in a template."""
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)


_SANDBOX = _Sandbox(undefined=ChainableUndefined, finalize=lambda value: "" if value is None else value)


def check_payload(payload: object) -> None:
    """Raise `UsageError` if a text of the payload is not a template."""
    for text in _texts(payload):
        try:
            _compiled(text)
        except TemplateError as error:
            message = f"The payload's text {text!r} is not a template: {error}."
            raise UsageError(message, "Write values as {{customer.email}} or {{segment.name}}.") from error


def fill(payload: object, data: dict[str, Any]) -> object:
    """The payload with its texts filled from `data`. Raises what the template raises, all sorts of errors."""
    if isinstance(payload, str):
        return _compiled(payload)(**data)
    if isinstance(payload, list):
        return [fill(each, data) for each in payload]
    if isinstance(payload, dict):
        return {name: fill(each, data) for name, each in payload.items()}
    return payload


@lru_cache(1000)
def _compiled(text: str) -> Callable[..., object]:
    alone = _ONE_EXPRESSION.fullmatch(text)
    return _SANDBOX.compile_expression(alone[1].strip()) if alone else _SANDBOX.from_string(text).render


def _texts(payload: object) -> list[str]:
    if isinstance(payload, str):
        return [payload]
    parts = payload.values() if isinstance(payload, dict) else payload if isinstance(payload, list) else ()
    return [text for part in parts for text in _texts(part)]
