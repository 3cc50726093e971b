"""What filters and methods of templates cost beside the size of what they take and make, and which there are at all.

Not here: what is random (`random`, `lipsum`), gives a way around the sandbox (`attr`), or takes time that grows faster
than what it is given (`pprint`, `urlize`, `wordwrap`).
"""

from collections.abc import Callable, Mapping

from tasks.rules.budget import BudgetError, spend_on_format

REFUSED_FILTERS = frozenset({"attr", "pprint", "random", "urlize", "wordwrap"})
REFUSED_GLOBALS = frozenset({"cycler", "joiner", "lipsum"})
SEQUENCE_FILTERS = frozenset(
    {
        *("batch", "count", "d", "default", "dictsort", "first", "groupby", "items", "join", "last", "length", "list"),
        *("map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "sort", "sum"),
        "unique",
    }
)
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            *("capitalize", "casefold", "center", "count", "endswith", "find", "index", "isalnum", "isalpha"),
            *("isdigit", "islower", "isnumeric", "isspace", "isupper", "join", "ljust", "lower", "lstrip"),
            *("removeprefix", "removesuffix", "replace", "rfind", "rjust", "rsplit", "rstrip", "split", "splitlines"),
            *("startswith", "strip", "swapcase", "title", "upper", "zfill"),
        }
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
}
OPERATION, FILTER, CALL = 3, 5, 20  # what each costs at least, beside reading or writing one character
_MOST_DECIMALS = 30
_FAST = 64


def _padded(_text: object, width: int = 80, _fill: str = " ") -> int:
    return width


def _replaced(text: object, old: str, new: str, _count: int | None = None) -> int:
    return (len(str(text)) // max(len(old), 1) + 1) * len(new)


def _stripped(text: object, chars: str | None = None) -> int:
    return len(str(text)) * len(chars or "") // _FAST


def _indented(text: str, width: int | str = 4, first: bool = False, blank: bool = False) -> int:
    return (len(str(text).splitlines()) + 1) * (len(width) if isinstance(width, str) else width)


def _without_tags(text: object) -> int:
    return str(text).count("<") * len(str(text)) // _FAST


def _grouped(_values: object, count: int, fill_with: object = None) -> int:
    return count


def _formatted(text: object, *_args: object, **_kwargs: object) -> int:
    spend_on_format(str(text))
    return 0


def _rounded(_number: object, precision: int = 0, method: str = "common") -> int:
    if abs(precision) > _MOST_DECIMALS:
        message = f"a number is rounded to at most {_MOST_DECIMALS} decimals"
        raise BudgetError(message)
    return 0


def _summed(_values: object, attribute: str | int | None = None, start: object = 0) -> int:
    if not isinstance(start, int | float):
        message = "sum adds numbers"
        raise TypeError(message)
    return 0


def _as_json(_value: object, indent: int | None = None) -> int:
    if indent is not None:
        message = "tojson indents nothing here"
        raise TypeError(message)
    return 0


def _joined(separator: str, values: list[object]) -> int:
    return len(separator) * len(values)


FILTER_COSTS: Mapping[str, Callable[..., int]] = {
    "batch": _grouped,
    "center": _padded,
    "format": _formatted,
    "indent": _indented,
    "replace": _replaced,
    "round": _rounded,
    "slice": _grouped,
    "striptags": _without_tags,
    "sum": _summed,
    "tojson": _as_json,
    "trim": _stripped,
}
METHOD_COSTS: Mapping[str, Callable[..., int]] = {
    **dict.fromkeys(("center", "ljust", "rjust", "zfill"), _padded),
    **dict.fromkeys(("strip", "lstrip", "rstrip"), _stripped),
    "join": _joined,
    "replace": _replaced,
}
