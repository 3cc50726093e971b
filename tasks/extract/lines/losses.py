"""What would be lost without a word: digits of ids that a table made numbers, and further items of a line."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.columns import MappedField
from schemas.mapping.mapping import Mapping, rests
from schemas.mapping.values import ValueType
from tasks.extract.lines.item_groups import ItemGroup
from tasks.extract.values.texts import EXACT, ROW, TEXTS

# one column with a number beside it may be anything; two are an item
_FEWEST = 2


def require_all_items(
    lines: pl.DataFrame, mapping: Mapping, groups: Iterable[ItemGroup], mapped: Collection[str]
) -> None:
    """Raise `ImportAbortedError` if columns that are called as the mapped ones but for a number hold something."""
    left_out = {column for group in mapping.items for _, named in rests(group) for column in named}
    others = [name for name in lines.columns if name not in mapped and name not in left_out]
    for group in groups:
        columns = {column for field in group.fields for column in field.value.origins() if column in lines.columns}
        for number, names in _numbered(columns, others).items():
            if len(names) >= _FEWEST and _hold_something(lines, names):
                shown = ", ".join(map(repr, names))
                message = f"The file has further items in the columns {shown}, which the mapping does not name."
                hint = (
                    f"Write {{n}} for their numbers in [items], or a table [[items]] for each; number {number} is one."
                )
                raise ImportAbortedError(message, hint)


def require_exact_ids(lines: pl.DataFrame, fields: Iterable[MappedField]) -> None:
    """Raise `ImportAbortedError` if a column of binary fractions, read as text, holds a number that may be rounded."""
    for column in sorted(text_columns(fields)):
        if column not in lines.columns or not lines[column].dtype.is_float():
            continue
        rounded = lines.filter(pl.col(column).is_not_nan() & (pl.col(column).abs() >= EXACT))
        if rounded.height:
            row, number = rounded[ROW][0] + 1, rounded[column][0]
            message = f"Column {column!r} of row {row} holds {number:.0f} as a number, whose last digits may be lost."
            raise ImportAbortedError(message, "Write ids of more than 15 digits as text.")


def text_columns(fields: Iterable[MappedField]) -> set[str]:
    """The columns that are read as text, whatever is in them."""
    return {column for field in fields if field.value_type in TEXTS for column in field.value.origins()}


def id_columns(fields: Iterable[MappedField]) -> set[str]:
    """The columns that are ids just as they are."""
    values = [field.value for field in fields if field.value_type is ValueType.KEY]
    return {part.column for value in values for part in (value, *value.first) if part.column is not None}


def _numbered(columns: Collection[str], others: Collection[str]) -> dict[str, list[str]]:
    """Of the other columns those that are called as one of these but for a number, by that number."""
    found: dict[str, list[str]] = defaultdict(list)
    for pattern in map(re.compile, sorted({each for column in columns for each in _patterns(column)})):
        for name in others:
            if (match := pattern.fullmatch(name)) and name not in found[match[1]]:
                found[match[1]].append(name)
    return found


def _patterns(column: str) -> Iterable[str]:
    yield re.escape(column) + r"[ ._-]?\(?([0-9]{1,3})\)?"
    for number in re.finditer("[0-9]+", column):
        yield f"{re.escape(column[: number.start()])}([0-9]{{1,3}}){re.escape(column[number.end() :])}"


def _hold_something(lines: pl.DataFrame, names: Collection[str]) -> bool:
    texts = [lines[name].cast(pl.String) for name in names if not lines[name].dtype.is_nested()]
    return any(bool((text.fill_null("") != "").any()) for text in texts)
