"""The words for an order that is not JSON, or holds a value of the wrong type: what the decoder said, for people."""

import re
from typing import NamedTuple

import msgspec

from schemas.orders.reject_codes import RejectCode
from schemas.orders.surrogates import first_half

_WHERE = re.compile(r" - at `(.+)`$")
_EXPECTED = re.compile(r"^Expected `(?P<needed>.+?)`, got `(?P<given>.+)`$")
_WORDS = {
    **{"int": "an integer", "float": "a number with a fraction", "str": "a text", "bool": "true or false"},
    **{"array": "a list", "object": "an object", "null": "null"},
}


class Fault(NamedTuple):
    """What is wrong with a text: the kind of it, where, and why."""

    code: RejectCode
    path: str
    reason: str


def explained(text: bytes | msgspec.Raw, error: msgspec.MsgspecError) -> Fault:
    """What the decoder said about a text that it refused, for people."""
    fault = _explained(str(error))
    half = first_half(bytes(text))
    if fault.path != "$" or half is None:
        return fault
    said = f"{half.decode()} is half of a character that is written as a pair; write both halves or neither"
    return Fault(RejectCode.INVALID_JSON, "$", f"this is not valid JSON: {said}")


def _explained(message: str) -> Fault:
    """The code, the JSON path and a reason for people, from what the decoder said."""
    where = _WHERE.search(message)
    path = where[1] if where else "$"
    said = _WHERE.sub("", message)
    if (types := _EXPECTED.match(said)) is not None:
        needed = types["needed"].removesuffix(" | null").replace("int | float", "int")
        needed, given = (_WORDS.get(word, word) for word in (needed, types["given"]))
        return Fault(RejectCode.WRONG_TYPE, path, f"{needed} is needed here, but it is {given}")
    if said.startswith(("Expected `int`", "Number out of range", "Integer value out of range")):
        return Fault(RejectCode.TOO_LARGE, path, "the integer does not fit into 64 bits")
    return Fault(RejectCode.INVALID_JSON, path, f"this is not valid JSON: {said.removeprefix('JSON is malformed: ')}")
