"""Which lines count, and which of them are one order."""

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.columns import MappedField
from schemas.mapping.mapping import Mapping, item_fields
from schemas.mapping.values import ValueType
from schemas.reports.report import Warned
from tasks.extract.lines.errors import with_errors, with_lost_ids
from tasks.extract.lines.frames import Lines
from tasks.extract.lines.item_cells import with_cell_items
from tasks.extract.lines.item_groups import NUMBERED, ItemGroup, item_groups
from tasks.extract.lines.losses import id_columns, require_all_items, require_exact_ids, text_columns
from tasks.extract.values.texts import LINE, ORDER, ROW, SHOWN, Columns, all_hold, any_holds, text_of

NUMBER = "\0number"
_TELLING = ("status", "created_at", "amount", "discount_amount", "refunded_amount", "quantity", "price")
_KEYS = ("email",)


def opened(lines: Lines, mapping: Mapping) -> tuple[pl.DataFrame, list[ItemGroup], Columns]:
    """The lines, with each item in cells of theirs on a line of its own; which columns are items; what columns are.

    Raises `ImportAbortedError` if a column that the mapping needs is missing, or ids in one have lost digits.
    """
    frame = with_cell_items(lines.with_rows(), mapping)
    groups = item_groups(mapping, frame.columns)
    require_columns(frame, mapping, groups)
    fields = (*mapping.order_fields(), *(field for group in groups for field in group.fields))
    require_exact_ids(frame, fields)
    mapped = mapping.columns().union(*(group.columns() for group in groups))
    require_all_items(frame, mapping, groups, mapped)
    schema = pl.Schema({name: dtype for name, dtype in frame.schema.items() if not name.startswith("\0")})
    shown = frozenset(name.removeprefix(SHOWN) for name in frame.columns if name.startswith(SHOWN))
    of_all = (lines.json_columns, lines.is_workbook, lines.is_1904, frozenset(mapped), lines.currency, shown)
    frame = with_errors(frame, lines.errors, mapped, text_columns(fields))
    frame = with_lost_ids(frame, id_columns(fields), is_workbook=lines.is_workbook)
    return frame, groups, Columns(schema, mapping, *of_all)


def require_columns(frame: pl.DataFrame, mapping: Mapping, groups: list[ItemGroup]) -> None:
    """Raise `ImportAbortedError` if a column that the mapping needs is missing."""
    _require_currency(frame, mapping)
    missing = sorted(mapping.header() - set(frame.columns))
    if not groups:
        numbered = {column for column in mapping.needed() if NUMBERED in column}
        missing += sorted(column.replace(NUMBERED, "1") for column in numbered)
    if missing:
        use = next((field.path[2:] for field in _fields(mapping) if missing[0] in field.value.columns()), "")
        names = f", which the mapping names for {use}" if use else ", which the mapping names"
        others = f" It also lacks {', '.join(map(repr, missing[1:]))}." if missing[1:] else ""
        message = f"The file has no column {missing[0]!r}{names}.{others}"
        raise ImportAbortedError(message, f"Its columns are {', '.join(_own(frame))}.")


def absent_columns(frame: pl.DataFrame, mapping: Mapping) -> list[Warned]:
    """What the mapping would take of an order's money, times, status and customer, had the file the columns for it."""
    if mapping.required is None and mapping.recognise is None:
        return []
    absent = [
        field.path[2:]
        for field in _fields(mapping)
        if field.place[0] in _TELLING or field.place[-1] in _KEYS
        if (origins := set(field.value.origins())) and not _are_there(origins, frame)
    ]
    once = {group.once_per for group in mapping.items if group.once_per} - set(frame.columns)
    absent += [f"items, once per {column}" for column in sorted(once)]
    if not absent:
        return []
    said = f"fields have no column in this file, though the mapping has one for them: {', '.join(sorted(set(absent)))}"
    return [Warned(code="columns_absent", message=said, count=len(set(absent)))]


def _are_there(origins: set[str], frame: pl.DataFrame) -> bool:
    """Whether one of the columns is in the file; of numbered ones, and of parts of a cell, that is not asked."""
    return any(name in frame.columns or NUMBERED in name for name in origins)


def _require_currency(frame: pl.DataFrame, mapping: Mapping) -> None:
    """Raise `ImportAbortedError` if no column of the file can say what its amounts are in, and nobody has."""
    currency = mapping.money.currency if mapping.money else None
    if currency is None or not currency.column or currency.expect or set(currency.column) & set(frame.columns):
        return
    message = f"The file has no column {' or '.join(map(repr, currency.column))}, which would name its currency."
    hint = f"Its columns are {', '.join(_own(frame))}."
    raise ImportAbortedError(message, hint, operator_hint=f"Say the currency with --currency, such as EUR. {hint}")


def _own(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if not name.startswith("\0")]


def _fields(mapping: Mapping) -> list[MappedField]:
    return [*mapping.order_fields(), *(field for group in mapping.items for field in item_fields(group))]


def kept(frame: pl.DataFrame, columns: Columns) -> tuple[pl.DataFrame, list[Warned]]:
    """The rows that are lines of orders, and how many are not."""
    rows = columns.mapping.rows
    if not rows.keep and not rows.skip:
        return frame, []
    left = frame.filter(all_hold(rows.keep, columns) & ~any_holds(rows.skip, columns))
    count = frame.height - left.height
    said = "rows of the file are no lines of orders, as the mapping says in [rows]"
    return left, [Warned(code="rows_left_out", message=said, count=count)] if count else []


def numbered(lines: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The lines with their order's number, its position among all orders, and their own position.

    Lines that name no order are alone, not one order together. Of a JSON order with lines of its own, these are all.
    """
    lines = lines.with_columns(number_of(columns).alias(NUMBER)).with_row_index(LINE)
    of_row = pl.col(LINE).first().over(ROW)
    of_number = pl.when(pl.col(NUMBER).is_null()).then(of_row).otherwise(pl.col(LINE).first().over(NUMBER))
    has_own_lines = columns.mapping.file.lines is not None
    firsts = lines.select(first=of_row if has_own_lines else of_number).to_series()
    is_first = firsts == lines[LINE]
    positions = (is_first.cum_sum() - 1).cast(pl.UInt32)
    return lines.with_columns(positions.gather(firsts).alias(ORDER))


def number_of(columns: Columns) -> pl.Expr:
    """What names the order of a line, null if nothing does."""
    source_id = columns.mapping.order.source_id if columns.mapping.order else None
    return pl.lit(None, pl.String) if source_id is None else text_of(source_id, columns, ValueType.KEY)
