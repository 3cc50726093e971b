"""Half characters: an escape such as `\\ud83d` that stands for half of one, without its other half beside it."""

import re

_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)
_REPLACEMENT = rb"\ufffd"


def first_half(text: bytes) -> bytes | None:
    """The first half of a character in a JSON text, as it is written."""
    return next((found["half"] for found in _ESCAPE.finditer(text) if found["half"]), None)


def without_halves(text: bytes) -> bytes:
    """The text with half characters replaced."""
    return _ESCAPE.sub(lambda found: _REPLACEMENT if found["half"] else found[0], text)
