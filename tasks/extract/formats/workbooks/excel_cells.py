"""The cells of a sheet in the types that they have there: what is a number stays one, errors are found.

A column of one type keeps it; one of several types is text, numbers in it being written as the sheet shows them. Beside
a column in which numbers are shown as ids is one more, with what the sheet shows of these.
"""

import re
from collections.abc import Iterator

import polars as pl
from fastexcel import ExcelReader, UnsupportedColumnTypeCombinationError

from tasks.extract.formats.workbooks.sheet_marks import Marks
from tasks.extract.lines.frames import CellError, CellFault
from tasks.extract.values.texts import EXACT, SHOWN

# Excel shows no more digits of a number than these.
_DIGITS = 15
_FRACTION = r"^-?[0-9]*\.[0-9]|[0-9][eE]-?[0-9]"
_ERROR = re.compile(r"Error\((\w+)\)")
_ERRORS = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!"}
# a time of day without a date is the day before the first one
_FIRST_DAY = pl.datetime(1900, 1, 1)
_SECOND_DAY_1904 = pl.datetime(1904, 1, 2)
_NO_DAY, _NO_DAY_1904 = r"^1899-12-3[01][ T]", r"^1904-01-01[ T]"


def cells_below(
    book: ExcelReader, sheet: str, header: int, *, decimal: str, is_1904: bool, marks: Marks
) -> tuple[pl.DataFrame, list[CellError]]:
    """The columns below a header, called by their numbers, and the cells that hold an error of the workbook.

    In columns of several types, fractions are written with `decimal`, as the texts beside them are.
    """
    frame, first, errors = _loaded(book, sheet, header)
    frame.columns = [str(at) for at in range(frame.width)]
    frame = frame.with_columns(_shown(column) for column in frame if column.dtype == pl.Float64)
    frame = frame.with_columns(*_times_of_day(frame, is_1904=is_1904))
    mixed = [name for name in frame.columns if frame[name].dtype == pl.String and _has(frame[name], _FRACTION)]
    frame = frame.with_columns(*_numbers(book, sheet, header, frame, mixed, decimal))
    here = marks.of_table(frame, header + 1, first)
    errors += [CellError(row, str(column), CellFault[fault]) for row, column, fault in here.faulty.iter_rows()]
    return frame.with_columns(_as_shown(frame, here)), errors


def _as_shown(frame: pl.DataFrame, marks: Marks) -> Iterator[pl.Series]:
    """What the sheet shows of numbers that it shows as ids, in columns called `SHOWN` and the one they are for."""
    for (at,), of_column in marks.texts.group_by("column"):
        yield _scattered(frame.height, of_column, at)
    for (at,), of_column in marks.shaped.group_by("column"):
        cells = of_column.with_columns(number=_whole(frame[str(at)]).gather(of_column["row"]))
        texts = [
            pl.when(pl.col("style") == style).then(marks.shapes[style].shown(pl.col("number")))
            for style in cells["style"].unique()
        ]
        shown = cells.select("row", text=pl.coalesce(texts)).drop_nulls()
        yield _scattered(frame.height, shown, at)


def _scattered(height: int, shown: pl.DataFrame, at: object) -> pl.Series:
    """A column with these texts in their rows."""
    empty = pl.repeat(None, height, dtype=pl.String, eager=True).alias(f"{SHOWN}{at}")
    return empty.scatter(shown["row"], shown["text"])


def _whole(numbers: pl.Series) -> pl.Series:
    """The whole numbers from 0 on that are in a column of any type."""
    if numbers.dtype.is_temporal():
        return pl.repeat(None, len(numbers), dtype=pl.Int64, eager=True)
    whole = numbers.cast(pl.Int64, strict=False)
    whole = whole.set(whole < 0, None)
    return whole.set(numbers != whole, None) if numbers.dtype.is_float() else whole


def _loaded(book: ExcelReader, sheet: str, header: int) -> tuple[pl.DataFrame, int, list[CellError]]:
    rows = header + 1
    try:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=rows, schema_sample_rows=None)
    except UnsupportedColumnTypeCombinationError:
        loaded = book.load_sheet(sheet, header_row=None, skip_rows=rows, dtypes="string")
    batch, found = loaded.to_arrow_with_errors()
    errors = []
    for each in found.errors if found is not None else ():
        if (name := _ERROR.search(each.detail)) is not None:
            row, column = each.offset_position
            errors.append(CellError(row, str(column), CellFault.ERROR, _ERRORS.get(name[1], "#VALUE!")))
    columns = loaded.available_columns()
    first = columns[0].absolute_index if columns else 0
    return pl.DataFrame(batch), first, errors


def _shown(numbers: pl.Series) -> pl.Series:
    """Numbers as the sheet shows them, whole ones as the file has them: 0.1 + 0.2 is 0.3."""
    is_whole = (numbers == numbers.floor()) & (numbers.abs() < EXACT)
    if is_whole.all():
        return numbers.cast(pl.Int64)
    return numbers.zip_with(numbers == numbers.floor(), numbers.round_sig_figs(_DIGITS))


def _times_of_day(frame: pl.DataFrame, *, is_1904: bool) -> list[pl.Series]:
    """Columns in which there are times without a date, as text."""
    first, no_day = (_SECOND_DAY_1904, _NO_DAY_1904) if is_1904 else (_FIRST_DAY, _NO_DAY)
    found = []
    for column in frame:
        if isinstance(column.dtype, pl.Datetime):
            at = pl.col(column.name)
            if frame.select((at < first).any()).item():
                time, whole = at.dt.strftime("%H:%M:%S"), at.dt.strftime("%Y-%m-%d %H:%M:%S")
                found.append(frame.select(pl.when(at < first).then(time).otherwise(whole)).to_series())
        elif column.dtype == pl.String and _has(column, no_day):
            found.append(column.str.replace(no_day, ""))
    return found


def _numbers(
    book: ExcelReader, sheet: str, header: int, frame: pl.DataFrame, mixed: list[str], decimal: str
) -> list[pl.Series]:
    """Columns of several types, their numbers as the sheet shows them."""
    if not mixed:
        return []
    at = [int(name) for name in mixed]
    numbers, wholes = (
        book.load_sheet(sheet, header_row=None, skip_rows=header + 1, use_columns=at, dtypes=dtype).to_polars()
        for dtype in ("float", "int")
    )
    found = []
    for name, number, whole in zip(mixed, numbers, wholes, strict=True):
        # a text is never read as a whole number, and a number always is, if it is not too large
        is_number = whole.is_not_null() & ~frame[name].is_in(["true", "false"])
        written = (
            number.round_sig_figs(_DIGITS)
            .cast(pl.String)
            .str.strip_suffix(".0")
            .str.replace(".", decimal, literal=True)
        )
        found.append(written.zip_with(is_number, frame[name]).alias(name))
    return found


def _has(texts: pl.Series, pattern: str) -> bool:
    return bool(texts.str.contains(pattern).any())
