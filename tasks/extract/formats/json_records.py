"""JSON that is not in our form to columns: the members of each order and of its lines, by their paths.

Every value is carried as the text it is written in. What is wrong with one object rejects it, not the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec
import polars as pl

from schemas.mapping.mapping import Mapping, rests
from schemas.orders.frames import ORDER_TEXTS
from schemas.orders.reject_codes import RejectCode
from tasks.extract.json_paths import Objects, listed, members, plain, repeated_key, split, text_at
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.item_groups import item_groups
from tasks.extract.lines.numbering import require_columns

_NO_ELEMENT: Objects = {}
# in the columns of `ORDER_TEXTS`
Rejected: TypeAlias = tuple[int, str, str, str, str]


@dataclass(slots=True)
class _Table:
    """Columns that grow a line at a time; `heads` are the members that any object had."""

    of_orders: dict[str, tuple[str, ...]]
    of_lines: dict[str, tuple[str, ...]]
    rest_of: tuple[bool, bool]
    prefix: str
    left_out: tuple[str, ...]
    columns: dict[str, list[str | None]]
    extra: list[dict[str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)

    def add(self, row: int, order: Objects, element: Objects) -> None:
        for name, path in self.of_orders.items():
            self.columns[name].append(text_at(order, path))
        for name, path in self.of_lines.items():
            self.columns[name].append(text_at(element, path))
        self.heads |= order.keys()
        self.heads |= {f"{self.prefix}{name}" for name in element}
        self.extra.append(self._rest(order, element))
        self.rows.append(row)

    def _rest(self, order: Objects, element: Objects) -> dict[str, str]:
        found: dict[str, str] = {}
        for objects, paths, prefix, is_asked_for in (
            (order, self.of_orders, "", self.rest_of[0]),
            (element, self.of_lines, self.prefix, self.rest_of[1]),
        ):
            if is_asked_for:
                heads = {path[0] for path in paths.values()}
                found |= {
                    f"{prefix}{name}": bytes(value).decode()
                    for name, value in objects.items()
                    if name not in heads and name not in self.left_out and f"{name}." != self.prefix
                }
        return found


def lines_of(
    texts: Iterable[bytes | msgspec.Raw], mapping: Mapping, first_row: int = 0, *, is_part: bool = False
) -> Lines:
    """The lines of these orders, each an object; without `file.lines`, an object is a line.

    Where they are a part of a source, all columns are there; `require_members` says whether any object has them.
    """
    table, rejects = _table(mapping), list[Rejected]()
    for row, text in enumerate(texts, first_row):
        try:
            order = checked(text)
            for element in _elements(order, mapping.file.lines):
                table.add(row, order, element)
        except (UnreadableError, msgspec.MsgspecError) as error:
            rejects.append((row, bytes(text).decode(errors="replace"), *fault_of(error)))
    return _lines(table, rejects, set() if is_part else _absent(table, mapping, table.heads))


def lines_of_families(
    families: Iterable[tuple[int, Objects, Sequence[Objects]]],
    mapping: Mapping,
    rejects: Sequence[Rejected],
    *,
    is_part: bool = False,
) -> Lines:
    """The lines of orders whose children are apart from them; see `lines_of`. `rejects` are lines of the source."""
    table = _table(mapping)
    for row, order, elements in families:
        for element in elements or [_NO_ELEMENT]:
            table.add(row, order, element)
    return _lines(table, rejects, set() if is_part else _absent(table, mapping, table.heads))


def require_members(mapping: Mapping, heads: AbstractSet[str]) -> None:
    """Raise `ImportAbortedError` if no object of a source, whose objects have these members, has one that is needed."""
    table = _table(mapping)
    present = table.columns.keys() - _absent(table, mapping, heads)
    frame = pl.DataFrame(schema=dict.fromkeys(sorted(present), pl.String()))
    require_columns(frame, mapping, item_groups(mapping, frame.columns))


class UnreadableError(Exception):
    """What is wrong with an object: code, path, reason."""


def fault_of(error: Exception) -> tuple[str, str, str]:
    """What is wrong with an object: code, path, reason."""
    if isinstance(error, UnreadableError):
        code, path, reason = error.args
        return code, path, reason
    return RejectCode.INVALID_JSON, "$", "holds a text that is not Unicode"


def checked(text: bytes | msgspec.Raw) -> Objects:
    """The members of an object. Raises `UnreadableError` if it is none, or names one of them twice."""
    found = members(text)
    if found is None:
        raise UnreadableError(RejectCode.INVALID_JSON, "$", "is not a JSON object")
    twice = repeated_key(bytes(text), found)
    if twice is not None:
        reason = "is given twice in one object; leave one of them out"
        raise UnreadableError(RejectCode.REPEATED_KEY, f"$.{twice}", reason)
    return found


def _elements(order: Objects, lines: str | None) -> Iterator[Objects]:
    given = order.get(lines) if lines is not None else None
    if lines is None or given is None or plain(given) is None:
        yield _NO_ELEMENT
        return
    found = listed(given)
    if found is None:
        raise UnreadableError(RejectCode.WRONG_TYPE, f"$.{lines}", "is not a list")
    for element in found or [msgspec.Raw(b"{}")]:
        yield checked(element)


def _table(mapping: Mapping) -> _Table:
    prefix = f"{mapping.file.lines}."
    named = mapping.columns()
    of_lines = {name for name in named if mapping.file.lines is not None and name.startswith(prefix)}
    whole = [*rests(mapping.order)] if mapping.order else []
    whole += rests(mapping.customer) if mapping.customer else []
    of_items = [rest for group in mapping.items for rest in rests(group)]
    return _Table(
        of_orders={name: split(name) for name in sorted(named - of_lines)},
        of_lines={name: split(name.removeprefix(prefix)) for name in sorted(of_lines)},
        rest_of=(bool(whole), bool(of_items)),
        prefix=prefix,
        left_out=(mapping.file.children.parent,) if mapping.file.children else (),
        columns={name: [] for name in sorted(named)},
    )


def _absent(table: _Table, mapping: Mapping, heads: AbstractSet[str]) -> set[str]:
    """A member that no object has is a typing error in the mapping; one that some lack is absent there."""
    has_lines = any(head.startswith(table.prefix) for head in heads)
    looked_for = mapping.needed() - (table.of_lines.keys() if not has_lines else set())
    return {name for name in looked_for if _head(name, table) not in heads} if heads else set()


def _lines(table: _Table, rejects: Sequence[Rejected], absent: set[str]) -> Lines:
    present = table.columns.keys() - absent
    columns = {name: pl.Series(texts, dtype=pl.String) for name, texts in table.columns.items() if name in present}
    extra = list(dict.fromkeys(name for found in table.extra for name in found))
    columns |= {name: pl.Series([found.get(name) for found in table.extra], dtype=pl.String) for name in extra}
    found = pl.DataFrame(rejects, schema=ORDER_TEXTS, orient="row")
    rows = pl.Series(table.rows, dtype=pl.UInt32)
    return Lines(
        pl.DataFrame(columns), json_columns=frozenset(extra), rows=rows, rejects=found, heads=frozenset(table.heads)
    )


def _head(name: str, table: _Table) -> str:
    path = table.of_lines.get(name)
    return f"{table.prefix}{path[0]}" if path else name.split(".", 1)[0]
