"""How many orders a body holds, before they are read one by one: an import's cap is looked at when it is accepted.

The array is read to its end, but no element is kept beyond the first `_COUNTED`: a list of those of 64 MiB such as
[1,1,… would take 2.5 GB and stop the process for 6 s; this, 0.1 s. A cap beyond that is left to the import itself.
"""

import mmap
from itertools import islice
from pathlib import Path

import msgspec

from schemas.errors import UsageError
from schemas.orders.array_elements import TornArrayError, elements_apart

_COUNTED = 20_000
_MOST_MARKS = 1_000_000  # so much for one that has to be taken apart; the rest is left to the import, too
_ABSENT = msgspec.Raw()
_FIRST_ORDERS = msgspec.defstruct(
    "FirstOrders", [(f"order_{n}", msgspec.Raw, _ABSENT) for n in range(_COUNTED)], array_like=True, gc=False
)
_ARRAY = msgspec.json.Decoder(_FIRST_ORDERS)


def count_orders(path: Path, noun: str = "order") -> int:
    """How many elements the array in the file has, as far as they are counted; raises `UsageError` unless it is one.

    `noun` is what each of them is to be.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return _length(content)
    except msgspec.ValidationError:
        message = f"The body is not an array of {noun}s; put them in [ ]."
    except RecursionError:
        message = "The body is nested too deeply."
    except (msgspec.DecodeError, ValueError) as error:
        said = "it is empty" if path.stat().st_size == 0 else str(error).removeprefix("JSON is malformed: ")
        message = f"The body is not valid JSON: {said}."
    raise UsageError(message)


def _length(content: mmap.mmap) -> int:
    try:
        orders = enumerate(msgspec.structs.astuple(_ARRAY.decode(content)))
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError) as error:
        return _length_apart(content, error)
    return next((number for number, order in orders if order is _ABSENT), _COUNTED)


def _length_apart(content: mmap.mmap, error: Exception) -> int:
    """The same where one order's fault keeps the decoder from reading the others; else raises the error."""
    try:
        return sum(1 for _ in islice(elements_apart(content, most_marks=_MOST_MARKS), _COUNTED))
    except TornArrayError:
        raise error from None
