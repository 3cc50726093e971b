"""Lines that cannot be read, whatever else they say: they reject their orders."""

from collections.abc import Collection, Iterable

import polars as pl

from schemas.orders.reject_codes import RejectCode
from tasks.extract.lines.frames import CellError
from tasks.extract.values.faults import Faults
from tasks.extract.values.texts import ORDER, ROW, WRONG


def with_errors(lines: pl.DataFrame, errors: Iterable[CellError], mapped: Collection[str]) -> pl.DataFrame:
    """The lines with `WRONG`, where a mapped column holds an error of the workbook."""
    said = {
        each.row: f"{each.text} in {each.column} is an error of the workbook, and no value"
        for each in errors
        if each.column in mapped
    }
    if not said:
        return lines
    wrong = pl.DataFrame({ROW: pl.Series([*said], dtype=lines[ROW].dtype), "said": [*said.values()]})
    noted = lines.join(wrong, on=ROW, how="left", maintain_order="left")
    first = pl.coalesce(WRONG, "said") if WRONG in lines.columns else pl.col("said")
    return noted.with_columns(first.alias(WRONG)).drop("said")


def wrong_lines(lines: pl.DataFrame, order_count: int) -> Faults:
    """Orders of which a line cannot be read."""
    if WRONG not in lines.columns:
        return None
    found = lines.drop_nulls(WRONG).group_by(ORDER).agg(pl.col(WRONG).first())
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    reason = orders.join(found, on=ORDER, how="left", maintain_order="left")[WRONG]
    code = pl.when(pl.col("reason").is_not_null()).then(pl.lit(RejectCode.UNEXPECTED_VALUE))
    return reason.to_frame("reason").select(code=code, reason="reason")
