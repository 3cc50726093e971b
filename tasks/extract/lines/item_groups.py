"""Several items in one line: each group of columns that is an item, with the columns of this file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from schemas.mapping.columns import ItemColumns, MappedField
from schemas.mapping.conditions import Condition
from schemas.mapping.mapping import Mapping, item_fields, rests

NUMBERED = "{n}"


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """One item that a line may hold: its values, the conditions on which it is one, where other columns go.

    `own` are the columns that are not shared with the line's other items: without a text in one of them it is no item.
    """

    fields: tuple[MappedField, ...]
    keep: tuple[Condition, ...] = ()
    skip: tuple[Condition, ...] = ()
    rests: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    own: frozenset[str] | None = None
    once_per: str | None = None

    def columns(self) -> set[str]:
        """Every column that has a say in it."""
        conditions = {each.column for each in (*self.keep, *self.skip)}
        conditions |= {self.once_per} if self.once_per else set()
        return conditions.union(*(field.value.columns() for field in self.fields))


def item_groups(mapping: Mapping, columns: list[str]) -> list[ItemGroup]:
    """The groups of a file with these columns; one for each number that `{n}` stands for in them."""
    return [group for given in mapping.items for group in _groups(given, columns)]


def _groups(given: ItemColumns, columns: list[str]) -> Iterator[ItemGroup]:
    whole = ItemGroup(item_fields(given), given.keep, given.skip, tuple(rests(given)), once_per=given.once_per)
    if not whole.fields and not whole.rests:
        return
    if given.cell is not None:
        # its parts are columns by now, whatever the cells were called
        yield whole
    elif given.same_names:
        yield from _repeated(whole, columns)
    elif numbered := {column for column in whole.columns() if NUMBERED in column}:
        for number in _numbers(numbered, columns):
            yield _with_columns(whole, {column: column.replace(NUMBERED, number) for column in numbered})
    else:
        yield whole


def _numbers(numbered: set[str], columns: list[str]) -> list[str]:
    """What `{n}` stands for in the header, as it is written there: from 0 or from 1 on, 01, some left out."""
    found: set[str] = set()
    for column in numbered:
        before, *after = map(re.escape, column.split(NUMBERED))
        pattern = re.compile(f"{before}([0-9]+)" + r"\1".join(after))
        found |= {match[1] for name in columns if (match := pattern.fullmatch(name))}
    return sorted(found, key=lambda number: (int(number), number))


def _repeated(whole: ItemGroup, columns: list[str]) -> Iterator[ItemGroup]:
    """The same names again and again: the reader has called the second one `item (2)`."""
    mapped = whole.columns()
    for number in count(1):
        renamed = {column: repeated_name(column, number) for column in mapped}
        present = {column: name for column, name in renamed.items() if name in columns}
        if not present:
            break
        # what does not come again is the same for all items of the line
        yield _with_columns(whole, present)


def repeated_name(column: str, number: int) -> str:
    """What the n-th column of one name is called."""
    return column if number == 1 else f"{column} ({number})"


def _with_columns(whole: ItemGroup, columns: dict[str, str]) -> ItemGroup:
    fields = tuple(field.with_columns(columns) for field in whole.fields)
    own = frozenset(columns.values())
    return ItemGroup(fields, _moved(whole.keep, columns), _moved(whole.skip, columns), whole.rests, own)


def _moved(conditions: tuple[Condition, ...], columns: dict[str, str]) -> tuple[Condition, ...]:
    return tuple(each.model_copy(update={"column": columns.get(each.column, each.column)}) for each in conditions)
