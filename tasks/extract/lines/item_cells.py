"""Items that stand in one cell: each becomes a line of its own, and its parts become columns."""

import re

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.item_cells import ItemCell
from schemas.mapping.mapping import Mapping, item_fields
from tasks.extract.json_paths import objects_in, texts_at
from tasks.extract.lines.item_groups import NUMBERED
from tasks.extract.values.faults import reasons
from tasks.extract.values.texts import WRONG

_ITEM = "\0item"
# what may stand between two items that a pattern has found
_BETWEEN = r"[\s;,|/&+]"


def with_cell_items(lines: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """The lines, once for each item in the cells that the mapping names, its parts in columns `<column>.<part>`.

    A cell that holds something else has no items, and `WRONG` says why. Raises `ImportAbortedError` if a column that
    is needed is missing.
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
    found: list[pl.Series] = []
    for name in columns:
        text = lines[name].cast(pl.String)
        text = text.set(text.str.strip_chars() == "", None)
        items = _items(text, cell)
        is_wrong = _is_wrong(text, items, cell, parts)
        if is_wrong.any():
            lines = _noting(lines, name, is_wrong)
            items = items.to_frame("items").select(pl.when(~is_wrong).then("items").otherwise(pl.lit([]))).to_series()
        found.append(items.alias(name))
    listed = pl.DataFrame(found).select(pl.concat_list(pl.all().fill_null(pl.lit([], pl.List(pl.String)))))
    exploded = lines.with_columns(listed.to_series().alias(_ITEM)).explode(_ITEM, empty_as_null=True)
    item = pl.col(_ITEM)
    if cell.json_list:
        texts = texts_at(exploded[_ITEM], parts)
        return exploded.with_columns(texts[part].alias(f"{cell.column}.{part}") for part in parts).drop(_ITEM)
    read = {part: _part(item, part, cell) for part in parts}
    return exploded.with_columns(text.alias(f"{cell.column}.{part}") for part, text in read.items()).drop(_ITEM)


def _items(text: pl.Series, cell: ItemCell) -> pl.Series:
    """The items of each cell, null where there are none or something else."""
    if cell.json_list:
        return objects_in(text)
    if cell.pattern:
        return text.str.extract_all(cell.pattern)
    names = _names_of_parts(text, cell)
    if not names:
        return text.str.split("\0")
    separator, colon = re.escape(cell.separator), re.escape(cell.colon)
    # what stands between items may stand in a text, too, where no part follows it
    begins = f"(?:{separator}\\s*)+((?:{'|'.join(map(re.escape, names))})\\s*{colon})"
    whole = text.str.replace(f"(?:\\s*{separator})+\\s*$", "")
    return whole.str.replace_all(begins, "\0${1}").str.split("\0")


def _names_of_parts(text: pl.Series, cell: ItemCell) -> list[str]:
    """What the parts of items are called, wherever it is clear that they are parts."""
    pairs, colon = re.escape(cell.pairs), re.escape(cell.colon)
    found = text.str.extract_all(f"(?:^|{pairs})[^{pairs}{colon}]+{colon}").explode(empty_as_null=True).drop_nulls()
    names = found.unique().str.strip_prefix(cell.pairs).str.strip_suffix(cell.colon).str.strip_chars()
    return sorted({*names} - {""}, key=len, reverse=True)


def _part(item: pl.Expr, part: str, cell: ItemCell) -> pl.Expr:
    if cell.pattern:
        group = re.compile(cell.pattern).groupindex.get(part)
        return pl.lit(None, pl.String) if group is None else item.str.extract(cell.pattern, group)
    pairs, colon = re.escape(cell.pairs), re.escape(cell.colon)
    # a text may hold what stands between pairs, if no name and colon follow
    name = f"[^{pairs}{colon}]+{colon}"
    return item.str.extract(f"(?s)(?:^|{pairs})\\s*{re.escape(part)}\\s*{colon}(.*?)(?:{pairs}{name}|$)")


def _is_wrong(text: pl.Series, items: pl.Series, cell: ItemCell, parts: list[str]) -> pl.Series:
    """Whether something in a cell would vanish."""
    if cell.json_list:
        is_there = text.is_not_null() & (text.str.strip_chars() != "null")
        return is_there & items.is_null()
    if cell.pattern:
        return text.str.replace_all(cell.pattern, "").str.replace_all(_BETWEEN, "").str.len_bytes().fill_null(0) > 0
    pairs, colon = re.escape(cell.pairs), re.escape(cell.colon)
    item = pl.element()
    counts = [item.str.count_matches(f"(?:^|{pairs})\\s*{re.escape(part)}\\s*{colon}") for part in parts]
    is_item = item.str.contains(f"^\\s*[^{pairs}{colon}]+{colon}") & pl.any_horizontal(count > 0 for count in counts)
    is_one = pl.all_horizontal(count < 2 for count in counts)
    # where the last part is used, what comes after a separator in it may be an item that is written in another way
    used, separator = "|".join(map(re.escape, parts)), re.escape(cell.separator)
    last = f"(?:^|{pairs})\\s*(?:{used})\\s*{colon}[^{pairs}]*{separator}[^{pairs}]*$"
    return items.list.eval(~(is_item & is_one) | item.str.contains(last)).list.any().fill_null(False)


def _noting(lines: pl.DataFrame, name: str, is_wrong: pl.Series) -> pl.DataFrame:
    """The lines with what is wrong with a cell, unless something is already."""
    said = reasons(name, f"in {name} is no list of items as [items.cell] says that they are written")
    if WRONG not in lines.columns:
        lines = lines.with_columns(pl.lit(None, pl.String).alias(WRONG))
    return lines.with_columns(pl.coalesce(WRONG, pl.when(is_wrong).then(said)).alias(WRONG))
