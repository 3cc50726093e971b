"""A close look at one object's text, where the quick one is in doubt: what is wrong with it, or how it has to be read.

This is what imports, on-going writes and the HTTP API have in common: a text that one of them refuses, all refuse.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import msgspec

from schemas.orders.fields import INTEGER, KINDS, MAX_DEPTH, FieldType, decoder
from schemas.orders.reject_codes import RejectCode
from tasks.validate.json_faults import Fault, explained
from tasks.validate.unknown_fields import UnknownFields

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)
_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw] | None)
_MEMBER = re.compile(rb'"[ \t\r\n]*:')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_INNERMOST = re.compile(rb"\[\]|\{\}")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# not of integers, which need no change
_NUMBER = re.compile(
    rb"(?P<sign>-?)(?P<whole>[0-9]+)(?=[.eE])(?:\.(?P<fraction>[0-9]+))?(?:[eE](?P<exponent>[+-]?[0-9]+))?"
)
_TOO_LONG = 6
_TOO_DEEP = Fault(RejectCode.TOO_DEEP, "$", f"is nested more than {MAX_DEPTH} levels deep")


@dataclass(slots=True)
class Sound:
    """A text whose form is right: `text` has its integers written as such, `unknown` the fields to leave out."""

    text: bytes
    unknown: UnknownFields


def look_closely(text: bytes, row: int = 0, name: str = "order") -> Fault | Sound:
    """Judge the form of one object; `name` is one of `KINDS`."""
    if is_too_deep(text):
        return _TOO_DEEP
    try:
        decoder(name, is_lenient=True).decode(text)
    except msgspec.MsgspecError as error:
        return explained(text, error)
    look, given = _Look(row), msgspec.Raw(text)
    read = look.object(given, KINDS[name], "$")
    if look.member_count != _count_members(text) and (fault := _repeated_key(text, name)) is not None:
        return fault
    try:
        decoder(name).decode(read)
    except msgspec.MsgspecError as error:
        return explained(read, error)
    return Sound(text if read is given else bytes(read), look.unknown)


def written_fault(text: bytes, name: str) -> Fault | None:
    """What is wrong with how one object is written, whatever its values are."""
    if is_too_deep(text):
        return _TOO_DEEP
    try:
        msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.MsgspecError as error:
        return explained(text, error)
    return _repeated_key(text, name)


def _repeated_key(text: bytes, name: str) -> Fault | None:
    """The first known key that its object has already, in a text that is well-formed and not too deep.

    Keys that are free, as those of metadata, may be given as often as one likes: they come back as they were written.
    """
    value = json.loads(text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
    path = next(_repeated(value, KINDS[name], "$"), None)
    reason = "is given twice in one object; leave one of them out"
    return None if path is None else Fault(RejectCode.REPEATED_KEY, path, reason)


class _Pairs(list[tuple[str, Any]]):
    """The members of an object."""


def _repeated(value: object, kind: FieldType | None, path: str) -> Iterator[str]:
    if isinstance(kind, dict) and isinstance(value, _Pairs):
        seen: set[str] = set()
        for name, inner in value:
            if name in kind and name in seen:
                yield f"{path}.{name}"
            seen.add(name)
            yield from _repeated(inner, kind.get(name), f"{path}.{name}")
    elif isinstance(kind, list) and isinstance(value, list):
        for index, element in enumerate(value):
            yield from _repeated(element, kind[0], f"{path}[{index}]")


def is_too_deep(text: bytes) -> bool:
    """Whether lists and objects lie in one another more than `MAX_DEPTH` deep, found without recursion."""
    if text.count(b"[") + text.count(b"{") <= MAX_DEPTH:
        return False
    brackets = _STRING.sub(b"", text).translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        without_innermost = _INNERMOST.sub(b"", brackets)
        if without_innermost == brackets:
            # what is left is not closed, or nothing
            return max(accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0) > MAX_DEPTH
        brackets = without_innermost
    return brackets != b""


@dataclass(slots=True)
class _Look:
    """What one walk over the known parts of a text finds."""

    row: int
    unknown: UnknownFields = field(default_factory=UnknownFields)
    member_count: int = 0

    def object(self, text: msgspec.Raw, fields: dict[str, FieldType], path: str) -> msgspec.Raw:
        """The text with its integers written as such; counts the members that are seen, each name once."""
        members = _MEMBERS.decode(text)
        if members is None:
            return text
        self.member_count += len(members)
        changed = {name: value for name, value in self._changed(members, fields, path) if value is not members[name]}
        return msgspec.Raw(msgspec.json.encode(members | changed)) if changed else text

    def _changed(
        self, members: dict[str, msgspec.Raw], fields: dict[str, FieldType], path: str
    ) -> Iterator[tuple[str, msgspec.Raw]]:
        for name, value in members.items():
            kind = fields.get(name)
            if kind is None:
                self.unknown.add(f"{path}.{name}", self.row)
            yield name, self._value(value, kind, f"{path}.{name}")

    def _value(self, value: msgspec.Raw, kind: FieldType | None, path: str) -> msgspec.Raw:
        if isinstance(kind, dict):
            return self.object(value, kind, path)
        if isinstance(kind, list):
            elements = _ELEMENTS.decode(value) or []
            read = [self.object(element, kind[0], f"{path}[]") for element in elements]
            is_changed = any(new is not old for new, old in zip(read, elements, strict=True))
            return msgspec.Raw(msgspec.json.encode(read)) if is_changed else value
        if kind == INTEGER:
            return _as_integer(value)
        self.member_count += _count_members(value)
        return value


def _count_members(text: bytes | msgspec.Raw) -> int:
    """How often something in quotes comes before a colon: at least the members of all objects in the text."""
    return len(_MEMBER.findall(text))


def _as_integer(number: msgspec.Raw) -> msgspec.Raw:
    """A number that is whole however it is written, such as 10.0 or 1e2, in digits; anything else as it is."""
    written = _NUMBER.fullmatch(number)
    if written is None:
        return number
    fraction, exponent = written["fraction"] or b"", written["exponent"] or b"0"
    digits = (written["whole"] + fraction).lstrip(b"0")
    significant = digits.rstrip(b"0")
    if not significant:
        return msgspec.Raw(b"0")
    zeros = int(exponent) - len(fraction) + len(digits) - len(significant) if len(exponent) < _TOO_LONG else -1
    return number if zeros < 0 else msgspec.Raw(written["sign"] + significant + b"0" * zeros)
