"""Lines that cannot be read, whatever else they say: they reject their orders."""

from collections.abc import Collection, Iterable

import polars as pl

from schemas.orders.reject_codes import RejectCode
from tasks.extract.lines.frames import CellError
from tasks.extract.values.faults import Faults
from tasks.extract.values.texts import ORDER, ROW, WRONG

_TOTAL = (
    r"(?i)^(?:(?:grand|sub|overall)[ -]?)?(?:totals?|totale|totaux|totaal|total g[eé]n[eé]ral|insgesamt|gesamt"
    r"|(?:gesamt|end|zwischen)?summe|suma|somme|soma|razem|celkem|toplam|yhteensä|summa|итого|всего"
    r"|合計|小計|总计|合计):?$"
)


def with_errors(lines: pl.DataFrame, errors: Iterable[CellError], mapped: Collection[str]) -> pl.DataFrame:
    """The lines with `WRONG`, where a mapped column holds an error of the workbook."""
    said = {each.row: each.reason for each in errors if each.column in mapped}
    if not said:
        return lines
    wrong = pl.DataFrame({ROW: pl.Series([*said], dtype=lines[ROW].dtype), "said": [*said.values()]})
    noted = lines.join(wrong, on=ROW, how="left", maintain_order="left")
    first = pl.coalesce(WRONG, "said") if WRONG in lines.columns else pl.col("said")
    return noted.with_columns(first.alias(WRONG)).drop("said")


def with_totals(lines: pl.DataFrame, number: pl.Expr) -> pl.DataFrame:
    """The lines with `WRONG`, where what should be the number of an order says that the line sums up the others."""
    is_total = lines.select(number.str.contains(_TOTAL).fill_null(False)).to_series()
    if not is_total.any():
        return lines
    said = "the line seems to be a total and no order; [file] footer or [rows] skip of the mapping leave it out"
    before = WRONG if WRONG in lines.columns else pl.lit(None, pl.String)
    return lines.with_columns(pl.coalesce(before, pl.when(is_total).then(pl.lit(said))).alias(WRONG))


def wrong_lines(lines: pl.DataFrame, order_count: int) -> Faults:
    """Orders of which a line cannot be read."""
    if WRONG not in lines.columns:
        return None
    found = lines.drop_nulls(WRONG).group_by(ORDER).agg(pl.col(WRONG).first())
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    reason = orders.join(found, on=ORDER, how="left", maintain_order="left")[WRONG]
    code = pl.when(pl.col("reason").is_not_null()).then(pl.lit(RejectCode.UNEXPECTED_VALUE))
    return reason.to_frame("reason").select(code=code, reason="reason")
