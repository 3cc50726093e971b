"""Members of JSON objects by their paths, each as the text it is written in: no digit of a number is lost.

`customer.email` is a member of a member, `shipping_lines.0.price` of the first element of a list, and
`refunds.*.total` of all of them, a line each.
"""

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec
import polars as pl

Objects: TypeAlias = dict[str, msgspec.Raw]
EVERY = "*"
_DEEPEST = 3
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)


def members(text: bytes | msgspec.Raw) -> Objects | None:
    """The members of an object; none if it is something else."""
    try:
        return _OBJECT.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None


def elements(text: bytes | msgspec.Raw) -> list[msgspec.Raw] | None:
    """The elements of a list; none if it is something else."""
    try:
        return _LIST.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None


def values_at(given: Objects, path: tuple[str, ...]) -> list[msgspec.Raw]:
    """The values at a path, as they are written: one, or with `*` in the path as many as there are."""
    value = given.get(path[0])
    return [] if value is None else list(_below(value, path[1:]))


def text_at(given: Objects, path: tuple[str, ...]) -> str | None:
    """The text of the value at a path: of a text what it says, of anything else how it is written; null is none."""
    if EVERY not in path:
        value = given.get(path[0])
        if value is not None and len(path) > 1:
            value = next(_below(value, path[1:]), None)
        return None if value is None else plain(value)
    value = given.get(path[0])
    texts = [plain(each) for each in _below(value, path[1:])] if value is not None else []
    return "\n".join(text for text in texts if text is not None) or None


def plain(value: msgspec.Raw) -> str | None:
    """The text of one value."""
    written = bytes(value).strip()
    if written == b"null":
        return None
    return _TEXT.decode(written) if written.startswith(b'"') else written.decode()


def _below(value: msgspec.Raw, path: tuple[str, ...]) -> Iterator[msgspec.Raw]:
    if not path:
        yield value
        return
    name, rest = path[0], path[1:]
    if name == EVERY:
        for each in elements(value) or ():
            yield from _below(each, rest)
    elif name.isdecimal() and (found := elements(value)) is not None:
        if int(name) < len(found):
            yield from _below(found[int(name)], rest)
    else:
        inner = (members(value) or {}).get(name)
        if inner is not None:
            yield from _below(inner, rest)


def listed(value: bytes | msgspec.Raw) -> list[msgspec.Raw] | None:
    """The elements of a list, or of what GraphQL gives for one: `{"nodes": […]}` or `{"edges": [{"node": …}]}`."""
    found = elements(value)
    connection = None if found is not None else members(value)
    if not connection or not connection.keys() & {"nodes", "edges"}:
        return found
    if "nodes" in connection:
        return elements(connection["nodes"])
    edges = elements(connection["edges"])
    return None if edges is None else [node for edge in edges if (node := (members(edge) or {}).get("node"))]


def records_at(given: Objects, path: tuple[str, ...]) -> list[msgspec.Raw] | None:
    """The elements of all lists at a path; none if there is something else."""
    lists = [listed(value) for value in values_at(given, path)]
    return [each for found in lists for each in found or ()] if lists and None not in lists else None


def split(path: str) -> tuple[str, ...]:
    """The names of a path."""
    return tuple(path.split("."))


def objects_in(texts: pl.Series) -> pl.Series:
    """The objects of each text that is a JSON list of them, or one, as they are written; null where it is neither."""
    found = [None if text is None else _objects(text.encode()) for text in texts]
    return pl.Series(texts.name, found, dtype=pl.List(pl.String))


def _objects(text: bytes) -> list[str] | None:
    found = elements(text) if members(text) is None else [msgspec.Raw(text)]
    for each in found or ():
        inner = members(each)
        if inner is None or repeated_key(bytes(each), inner) is not None:
            return None
    return None if found is None else [bytes(each).decode() for each in found]


def repeated_key(text: bytes, found: Objects) -> str | None:
    """A key that an object gives twice. One that is written without blanks is as long as its members are."""
    length = 1 + sum(len(name.encode()) + len(value) + 4 for name, value in found.items())
    if len(text) == max(length, 2):
        return None
    seen = json.loads(text, object_pairs_hook=list, parse_int=str, parse_float=str)
    names = [name for name, _ in seen]
    return next((name for name in names if names.count(name) > 1), None)


def texts_at(objects: pl.Series, paths: Iterable[str]) -> pl.DataFrame:
    """The texts at these paths of JSON objects, a column each."""
    read = [{} if text is None else members(text.encode()) or {} for text in objects]
    return pl.DataFrame(
        {path: pl.Series([text_at(each, split(path)) for each in read], dtype=pl.String) for path in paths}
    )


def lists_in(text: bytes, path: str = "") -> dict[str, int]:
    """The lists of objects in a document that is an object, by their paths, and how long they are."""
    found: dict[str, int] = {}
    for name, value in (members(text) or {}).items():
        inner = elements(value)
        if inner and members(inner[0]) is not None:
            found[f"{path}{name}"] = len(inner)
        elif inner is None and path.count(".") < _DEEPEST:
            found |= lists_in(bytes(value), f"{path}{name}.")
    return found
