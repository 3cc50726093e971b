"""Lines that cannot be read, whatever else they say: they reject their orders."""

from collections.abc import Collection, Iterable

import polars as pl

from schemas.orders.reject_codes import RejectCode
from tasks.extract.lines.frames import CellError, CellFault
from tasks.extract.values.faults import Faults, reasons
from tasks.extract.values.texts import ORDER, ROW, WRONG

# a date in a column of several types
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"
# as of 4006381333931; the digits that are not there are lost
_SHORTENED = r"^[0-9](?:[.,][0-9]+)?E\+[0-9]+$"
_TOTAL = (
    r"(?i)^(?:(?:grand|sub|overall)[ -]?)?(?:totals?|totale|totaux|totaal|total g[eé]n[eé]ral|insgesamt|gesamt"
    r"|(?:gesamt|end|zwischen)?summe|suma|somme|soma|razem|celkem|toplam|yhteensä|summa|итого|всего"
    r"|合計|小計|总计|合计):?$"
)


def with_errors(
    lines: pl.DataFrame, errors: Iterable[CellError], mapped: Collection[str], texts: Collection[str]
) -> pl.DataFrame:
    """The lines with `WRONG`, where a mapped column holds an error of the workbook; some matter in `texts` only."""
    said = {
        each.row: each.reason for each in errors if each.column in (texts if each.fault is CellFault.LONG else mapped)
    }
    if not said:
        return lines
    wrong = pl.DataFrame({ROW: pl.Series([*said], dtype=lines[ROW].dtype), "said": [*said.values()]})
    noted = lines.join(wrong, on=ROW, how="left", maintain_order="left")
    return _noting(noted, pl.col("said")).drop("said")


def with_lost_ids(lines: pl.DataFrame, ids: set[str], *, is_workbook: bool) -> pl.DataFrame:
    """The lines with `WRONG`, where Excel has made something else of an id: 1.23E+12 of one with many digits, and, in a
    workbook, a date of 3-4.
    """
    for column in sorted(ids & {*lines.columns}):
        dtype = lines[column].dtype
        if dtype == pl.String:
            text = pl.col(column).str.strip_chars()
            said = "is how Excel shortens a long number; format the cells as text, and write or fetch the file again"
            lines = _noting(lines, pl.when(text.str.contains(_SHORTENED)).then(reasons(column, f"in {column} {said}")))
        if is_workbook and (dtype.is_temporal() or dtype == pl.String):
            is_date = pl.col(column).is_not_null() if dtype.is_temporal() else pl.col(column).str.contains(_DATE)
            said = f"{column} holds a date, and no id; format its cells as text, and type them again"
            lines = _noting(lines, pl.when(is_date).then(pl.lit(said)))
    return lines


def _noting(lines: pl.DataFrame, said: pl.Expr) -> pl.DataFrame:
    """The lines with what is wrong with them, if something is and nothing else was."""
    if not lines.select(said.is_not_null().any()).item():
        return lines
    before = WRONG if WRONG in lines.columns else pl.lit(None, pl.String)
    return lines.with_columns(pl.coalesce(before, said).alias(WRONG))


def with_totals(lines: pl.DataFrame, number: pl.Expr) -> pl.DataFrame:
    """The lines with `WRONG`, where what should be the number of an order says that the line sums up the others."""
    said = "the line seems to be a total and no order; [file] footer or [rows] skip of the mapping leave it out"
    return _noting(lines, pl.when(number.str.contains(_TOTAL)).then(pl.lit(said)))


def wrong_lines(lines: pl.DataFrame, order_count: int) -> Faults:
    """Orders of which a line cannot be read."""
    if WRONG not in lines.columns:
        return None
    found = lines.drop_nulls(WRONG).group_by(ORDER).agg(pl.col(WRONG).first())
    orders = pl.DataFrame({ORDER: pl.int_range(order_count, dtype=pl.UInt32, eager=True)})
    reason = orders.join(found, on=ORDER, how="left", maintain_order="left")[WRONG]
    code = pl.when(pl.col("reason").is_not_null()).then(pl.lit(RejectCode.UNEXPECTED_VALUE))
    return reason.to_frame("reason").select(code=code, reason="reason")
