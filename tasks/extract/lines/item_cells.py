"""Items that stand in one cell: each becomes a line of its own, and its parts become columns."""

import re

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.item_cells import ItemCell
from schemas.mapping.mapping import Mapping, item_fields
from tasks.extract.json_paths import list_elements, texts_at
from tasks.extract.lines.item_groups import NUMBERED
from tasks.extract.values.texts import ROW

_ITEM = "\0item"


def with_cell_items(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The lines, once for each item in the cells that the mapping names, its parts in columns `<column>.<part>`.

    Raises `ImportAbortedError` if a cell holds something that is no item.
    """
    cells = [group.cell for group in mapping.items if group.cell is not None]
    for cell in cells:
        parts = _parts(mapping, cell)
        columns = _columns(lines, cell)
        if columns:
            lines = _taken_apart(lines, cell, columns, parts)
        elif cell.column in mapping.needed():
            named = cell.column.replace(NUMBERED, "1")
            message = f"The file has no column {named!r}, which the mapping names for items."
            raise ImportAbortedError(message, "Name the column that holds them.")
        else:
            lines = lines.with_columns(pl.lit(None, pl.String).alias(f"{cell.column}.{part}") for part in parts)
    return lines


def _columns(lines: pl.DataFrame, cell: ItemCell) -> list[str]:
    pattern = re.escape(cell.column).replace(re.escape(NUMBERED), "[0-9]+")
    return [name for name in lines.columns if re.fullmatch(pattern, name)]


def _parts(mapping: Mapping, cell: ItemCell) -> list[str]:
    prefix = f"{cell.column}."
    columns = {column for group in mapping.items for field in item_fields(group) for column in field.value.columns()}
    return sorted(column.removeprefix(prefix) for column in columns if column.startswith(prefix))


def _taken_apart(lines: pl.DataFrame, cell: ItemCell, columns: list[str], parts: list[str]) -> pl.DataFrame:
    _require_items(lines, cell, columns)
    items = pl.concat_list(_items(pl.col(name), cell) for name in columns)
    exploded = lines.with_columns(items.alias(_ITEM)).explode(_ITEM, empty_as_null=True)
    item = pl.col(_ITEM)
    if cell.json_list:
        texts = texts_at(exploded[_ITEM], parts)
        found = [texts[part].alias(f"{cell.column}.{part}") for part in parts]
        return exploded.with_columns(found).drop(_ITEM)
    read = {part: _part(item, part, cell) for part in parts}
    return exploded.with_columns(text.alias(f"{cell.column}.{part}") for part, text in read.items()).drop(_ITEM)


def _items(text: pl.Expr, cell: ItemCell) -> pl.Expr:
    present = pl.when(text.str.strip_chars() != "").then(text)
    if cell.json_list:
        found = present.map_batches(list_elements, pl.List(pl.String))
    elif cell.pattern:
        found = present.str.extract_all(cell.pattern)
    else:
        found = present.str.split(cell.separator).list.eval(pl.element().filter(pl.element().str.strip_chars() != ""))
    return found.fill_null(pl.lit([], pl.List(pl.String)))


def _part(item: pl.Expr, part: str, cell: ItemCell) -> pl.Expr:
    if cell.pattern:
        group = re.compile(cell.pattern).groupindex.get(part)
        return pl.lit(None, pl.String) if group is None else item.str.extract(cell.pattern, group)
    pairs, colon = re.escape(cell.pairs), re.escape(cell.colon)
    # a text may hold what stands between pairs, if no name and colon follow
    name = f"[^{pairs}{colon}]+{colon}"
    return item.str.extract(f"(?s)(?:^|{pairs})\\s*{re.escape(part)}\\s*{colon}(.*?)(?:{pairs}{name}|$)")


def _require_items(lines: pl.DataFrame, cell: ItemCell, columns: list[str]) -> None:
    """Raise `ImportAbortedError` if something in a cell would vanish."""
    for name in columns:
        text = lines[name].cast(pl.String)
        if cell.json_list:
            is_wrong = (text.str.strip_chars() != "") & list_elements(text).is_null()
        elif cell.pattern:
            left = text.str.replace_all(cell.pattern, "")
            is_wrong = left.str.contains(r"[^\s;,|]")
        else:
            start = f"^\\s*[^{re.escape(cell.pairs)}{re.escape(cell.colon)}]+{re.escape(cell.colon)}"
            items = lines.select(_items(pl.col(name).cast(pl.String), cell)).to_series()
            is_wrong = items.list.eval(~pl.element().str.contains(start)).list.any()
        wrong = lines.filter(is_wrong.fill_null(False))
        if wrong.height:
            shown = repr(str(wrong[name][0])[:60])
            message = f"Column {name!r} of row {wrong[ROW][0] + 1} holds {shown}, which is no list of items."
            hint = "Say in [items.cell] of the mapping how the items in it are written."
            raise ImportAbortedError(message, hint)
