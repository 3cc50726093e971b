"""Orders of a source that a mapping is for, made of some of its lines at a time; those of an order may be anywhere.

What comes of it is what comes of all lines at once (`tasks.extract.lines.orders`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from schemas.mapping.file import Children
from schemas.mapping.mapping import Mapping
from schemas.orders.frames import ORDER_TEXTS
from tasks.backfill.feeds.families import Families
from tasks.backfill.feeds.line_parts import is_in_lines, line_parts, text_lines
from tasks.backfill.feeds.line_store import LineStore
from tasks.extract.extract import Prepared
from tasks.extract.formats.json_records import require_members
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.orders import orders_from_lines
from tasks.extract.lines.parts import CODE, are_alone, first_real, has_open_currency, keys_of
from tasks.extract.lines.totals import require_totals
from tasks.extract.mapped_orders import MappedOrders
from tasks.extract.values.texts import ROW
from tasks.warehouse.scratch import open_scratch

_LINES = 20_000
# what is said of the lines before they are put together, and what of the columns, which all parts have
_LEFT_OUT, _ABSENT = "rows_left_out", "columns_absent"
_NO_ORDERS = pl.DataFrame(schema=ORDER_TEXTS)


@dataclass(slots=True)
class _Whole:
    """What the parts of a source have in all."""

    row_count: int = 0
    order_count: int = 0
    totals: dict[str, str] = field(default_factory=dict)
    heads: frozenset[str] = frozenset()
    has_warned: bool = False

    def noted(self, found: MappedOrders, *, besides: str = "") -> MappedOrders:
        """The orders of a part, without a warning that an earlier part has given for all of them."""
        said = {_ABSENT} if self.has_warned else set()
        self.has_warned = True
        self.order_count += found.orders.height
        return replace(found, warnings=[each for each in found.warnings if each.code not in {*said, besides}])

    def add(self, lines: Lines) -> None:
        self.row_count += lines.frame.height
        self.totals |= lines.totals
        self.heads |= lines.heads

    def require(self, mapping: Mapping) -> None:
        """Raise `ImportAbortedError` if that is not what the file, or the mapping, says."""
        require_totals(self.totals, self.row_count, self.order_count)
        if self.heads:
            require_members(mapping, self.heads)


def mapped_parts(prepared: Prepared, scratch: Path) -> Iterator[MappedOrders] | None:
    """The orders of a source, some at a time; None if it has to be read whole. Lines may be put into `scratch`.

    Raises what `tasks.extract.extract.read` raises, maybe at the end only.
    """
    mapping = prepared.mapping
    if mapping is not None and mapping.file.children is not None:
        return _with_children(prepared, mapping, mapping.file.children, scratch) if is_in_lines(prepared) else None
    parts = None if mapping is None else line_parts(prepared, mapping)
    if mapping is None or parts is None:
        return None
    return _each_alone(parts, mapping) if are_alone(mapping) else _put_together(parts(), mapping, scratch)


def _each_alone(parts: Callable[[], Iterator[Lines]], mapping: Mapping) -> Iterator[MappedOrders]:
    currency = _most_frequent(parts(), mapping) if has_open_currency(mapping) else None
    whole = _Whole()
    for lines in parts():
        whole.add(lines)
        yield whole.noted(orders_from_lines(replace(lines, totals={}, currency=currency), mapping))
    whole.require(mapping)


def _with_children(prepared: Prepared, mapping: Mapping, children: Children, scratch: Path) -> Iterator[MappedOrders]:
    with open_scratch(scratch) as con:
        families = Families(con, mapping, children)
        families.gather(text_lines(prepared.source), _LINES)
        yield from _each_alone(lambda: families.parts(_LINES), mapping)


def _put_together(parts: Iterator[Lines], mapping: Mapping, scratch: Path) -> Iterator[MappedOrders]:
    whole = _Whole()
    with open_scratch(scratch) as con:
        store = LineStore(con)
        for lines in parts:
            whole.add(lines)
            keys, warnings = keys_of(lines, mapping)
            store.add(lines.with_rows(), keys)
            yield MappedOrders(_NO_ORDERS, [*lines.warnings, *warnings])
        currency = first_real(store.gather())
        for part in store.parts(_LINES):
            found = orders_from_lines(Lines(part.drop(ROW), rows=part[ROW], currency=currency), mapping)
            yield whole.noted(found, besides=_LEFT_OUT)
    whole.require(mapping)


def _most_frequent(parts: Iterator[Lines], mapping: Mapping) -> str | None:
    """The currency that most orders name, each of which is in one row."""
    counts: Counter[str] = Counter()
    for lines in parts:
        keys, _ = keys_of(lines, mapping)
        counts.update(keys[CODE].drop_nulls().to_list())
    return first_real([code for code, _ in counts.most_common()])
