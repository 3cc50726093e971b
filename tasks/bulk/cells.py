"""The cells of one column as JSON, and what is wrong with those that cannot be read."""

from dataclasses import dataclass

import msgspec
import polars as pl

from schemas.orders.frames import FAULT
from schemas.orders.reject_codes import RejectCode
from tasks.extract.json_text import quoted

FAULTS = pl.Struct(FAULT)
_WHOLE = r"^-?(?:0|[1-9][0-9]*)$"
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Cells:
    """JSON of each cell, null where there is none; `faults` (`FAULTS`) of those that are not what they should be."""

    json: pl.Series
    faults: pl.Series | None = None


def texts(column: pl.Series) -> Cells:
    """Cells that are texts."""
    return Cells(_select(column, quoted(pl.col("cell"))))


def price(column: pl.Series) -> Cells:
    """Cells that are whole numbers, of the smallest unit of a currency."""
    is_whole = column.str.contains(_WHOLE)
    said = "'{}' is not a whole number, of the smallest unit such as cents"
    faults = _faults(column, is_whole, RejectCode.INVALID_NUMBER, "$.price", said)
    return Cells(column.zip_with(is_whole, _select(column, quoted(pl.col("cell")))), faults)


def attributes_of_product(column: pl.Series) -> Cells:
    """Cells that are names with commas between them."""
    names = [
        None if cell is None else msgspec.json.encode([name.strip() for name in cell.split(",")]).decode()
        for cell in column
    ]
    return Cells(pl.Series(names, dtype=pl.String))


def attributes_of_sku(column: pl.Series) -> Cells:
    """Cells that are JSON objects."""
    is_object = pl.Series([cell is not None and _is_object(cell) for cell in column], dtype=pl.Boolean)
    faults = _faults(column, is_object, RejectCode.WRONG_TYPE, "$.attributes", "'{}' is not a JSON object")
    # in an object a line break is white space
    on_one_line = column.str.replace_all(r"[\r\n]+[ \t]*", "")
    return Cells(on_one_line.zip_with(is_object, _select(column, quoted(pl.col("cell")))), faults)


def _select(column: pl.Series, expression: pl.Expr) -> pl.Series:
    return column.to_frame("cell").select(expression.alias("cell")).to_series()


def _faults(column: pl.Series, is_right: pl.Series, code: RejectCode, path: str, said: str) -> pl.Series:
    reason = pl.format(said, pl.col("cell").str.slice(0, _LONGEST_SHOWN))
    fault = pl.struct(code=pl.lit(code.value), path=pl.lit(path), reason=reason)
    is_wrong = pl.col("cell").is_not_null() & ~pl.lit(is_right).fill_null(False)
    return _select(column, pl.when(is_wrong).then(fault))


def _is_object(text: str) -> bool:
    try:
        msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True
