"""Ids that somebody's table made numbers of: those with more digits than such a number holds are not what they were."""

from collections.abc import Iterable

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.columns import MappedField
from schemas.mapping.values import ValueType
from tasks.extract.values.texts import EXACT, ROW

_TEXTS = (ValueType.TEXT, ValueType.KEY, ValueType.PHONE)


def require_exact_ids(lines: pl.DataFrame, fields: Iterable[MappedField]) -> None:
    """Raise `ImportAbortedError` if a column of binary fractions, read as text, holds a number that may be rounded."""
    origins = {column for field in fields if field.value_type in _TEXTS for column in field.value.origins()}
    for column in sorted(origins):
        if column not in lines.columns or not lines[column].dtype.is_float():
            continue
        rounded = lines.filter(pl.col(column).is_not_nan() & (pl.col(column).abs() >= EXACT))
        if rounded.height:
            row, number = rounded[ROW][0] + 1, rounded[column][0]
            message = f"Column {column!r} of row {row} holds {number:.0f} as a number, whose last digits may be lost."
            raise ImportAbortedError(message, "Write ids of more than 15 digits as text.")
