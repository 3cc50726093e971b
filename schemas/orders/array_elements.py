"""The elements of a JSON array, each its exact text; also where a decoder chokes on one of them.

What is wrong with one element must not cost the others: half a character in a text, or nesting so deep that a decoder
gives up, is for `tasks.validate` to find. Anything else that is not JSON leaves the array without parts to tell apart.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from itertools import count

import msgspec

from schemas.orders.surrogates import without_halves

Text = bytes | msgspec.Raw
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\[")
_TEXT = rb'"(?:[^"\\]|\\.)*+"'
_NEXT_MARK = re.compile(rb'[^"\[\]{},]*+(?:' + _TEXT + rb'[^"\[\]{},]*+)*+([\[\]{},])', re.DOTALL)
_NEXT_BRACKET = re.compile(rb'[^"\[\]{}]*+(?:' + _TEXT + rb'[^"\[\]{}]*+)*+([\[\]{}])', re.DOTALL)


class TornArrayError(ValueError):
    """The text is no array, or one that cannot be taken apart."""


def array_elements(content: bytes | memoryview) -> Sequence[Text]:
    """The elements of one array, unread. Raises what msgspec raises where it is none."""
    try:
        return msgspec.json.decode(content, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError) as error:
        try:
            return list(elements_apart(bytes(content)))
        except TornArrayError:
            raise error from None


def elements_apart(content: bytes | mmap.mmap, *, most_marks: int | None = None) -> Iterator[bytes]:
    """The elements of one array, one after the other and none of them kept; slowly, and without recursion.

    Ends early after `most_marks` brackets and commas, some 2 million of which take a second. Raises `TornArrayError`
    where an element has another fault than those that only its order has to answer for.
    """
    beginning = _BEGINNING.match(content)
    if beginning is None:
        raise TornArrayError
    at = start = beginning.end()
    depth, is_empty = 1, True
    marks = count() if most_marks is None else range(most_marks)
    for _ in marks:
        # inside an element only brackets matter
        found = (_NEXT_MARK if depth == 1 else _NEXT_BRACKET).match(content, at)
        if found is None:
            raise TornArrayError
        at, mark = found.end(), found[1]
        depth += {b"[": 1, b"{": 1, b",": 0}.get(mark, -1)
        if mark == b"," or depth == 0:
            element = content[start : at - 1]
            if mark == b"," or not is_empty or element.strip():
                yield _checked(element)
            start, is_empty = at, False
        if depth == 0:
            break
    if depth == 0 and content[at:].strip():
        raise TornArrayError


def _checked(element: bytes) -> bytes:
    """The element, if it is well-formed but for half characters, or too deep for anybody to say."""
    try:
        msgspec.json.decode(without_halves(element), type=msgspec.Raw)
    except RecursionError:
        return element
    except msgspec.DecodeError:
        raise TornArrayError from None
    return element
