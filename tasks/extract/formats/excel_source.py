"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) to columns: what a cell holds, in the type that it has there.

A column of one type keeps it; one of several types is text, numbers in it being written as the sheet shows them.
"""

from collections.abc import Collection
from io import BytesIO

import polars as pl
from fastexcel import ExcelReader, FastExcelError, read_excel

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.formats.table_header import footer_start, header_position, unique_names
from tasks.extract.lines.frames import Lines
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error

# Excel shows no more digits of a number than these.
_DIGITS = 15


def read_workbook(source: Source, file: File, needed: Collection[str], repeated: Collection[str] = ()) -> Lines:
    """Read the sheets that the mapping names, or the only one that has a header with the names that are `needed`.

    Raises `ImportAbortedError` if it is no workbook, there is no such sheet, or a column that is needed occurs twice.
    """
    if source.is_remote:
        raise source_error(ImportAbortedError, source.name, "{name} is a workbook behind a URL.", "Download it first.")
    content, once = source.content(), set(needed) - set(repeated)
    try:
        tops = _sheets(source, read_excel(content), file, needed)
        found = [_sheet(source, content, name, top, file, needed, once) for name, top in tops.items()]
    except FastExcelError as error:
        said, hint = "{name} is not a workbook that can be read.", "Save it again, as .xlsx or as CSV."
        raise source_error(ImportAbortedError, source.name, said, hint) from error
    if len(found) == 1:
        return found[0]
    frame = pl.concat(_of_same_types([lines.frame for lines in found]), how="diagonal")
    return Lines(frame, is_workbook=True)


def _sheet(
    source: Source,
    content: bytes,
    name: str,
    top: list[list[str]],
    file: File,
    needed: Collection[str],
    once: Collection[str],
) -> Lines:
    """The lines of one sheet, whose first rows are `top`."""
    position = file.skip_lines if file.skip_lines is not None else header_position(top, needed)
    header = top[position] if position < len(top) else []
    _require_once(source, header, once)
    frame = _typed(content, name, position)
    frame.columns = unique_names([*header, *[""] * (frame.width - len(header))][: frame.width], trim=file.trim)
    totals: dict[str, str] = {}
    if file.footer:
        rows = (",".join("" if cell is None else str(cell) for cell in row) for row in reversed(frame.rows()))
        count, totals = footer_start(rows, file.footer)
        frame = frame.head(frame.height - count)
    return Lines(frame.filter(~pl.all_horizontal(pl.all().is_null())), is_workbook=True, totals=totals)


def _sheets(source: Source, book: ExcelReader, file: File, needed: Collection[str]) -> dict[str, list[list[str]]]:
    """The sheets to read, and their first rows as text."""
    for name in file.sheet:
        if name not in book.sheet_names:
            said, hint = "{name} has no sheet {sheet}.", f"Its sheets are {', '.join(map(repr, book.sheet_names))}."
            raise source_error(ImportAbortedError, source.name, said, hint, sheet=repr(name))
    tops = {name: _top(book, name, trim=file.trim) for name in file.sheet or book.sheet_names}
    if file.sheet:
        return tops
    filled = {name: top for name, top in tops.items() if top}
    if not filled:
        raise source_error(ImportAbortedError, source.name, "{name} has nothing in its sheets.", "Export it again.")
    fitting = {name: top for name, top in filled.items() if any(set(needed) <= set(row) for row in top)}
    if len(fitting) > 1:
        said = "{name} has several sheets with these columns: {sheets}."
        hint = 'Name one of them, or a list, in [file] of the mapping: sheet = "…".'
        raise source_error(ImportAbortedError, source.name, said, hint, sheets=", ".join(map(repr, fitting)))
    chosen = next(iter(fitting or filled))
    return {chosen: tops[chosen]}


def _of_same_types(frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """The frames with text in columns that have several types in them."""
    types: dict[str, set[pl.DataType]] = {}
    for frame in frames:
        for name, dtype in frame.schema.items():
            types.setdefault(name, set()).add(dtype)
    mixed = {name for name, found in types.items() if len(found) > 1}
    return [
        frame.with_columns(_text(name, frame.schema[name]) for name in frame.columns if name in mixed)
        for frame in frames
    ]


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S") if dtype.is_temporal() else pl.col(name).cast(pl.String)


def _top(book: ExcelReader, sheet: str, *, trim: bool) -> list[list[str]]:
    frame = book.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=100, dtypes="string").to_polars()
    rows = [["" if cell is None else cell for cell in row] for row in frame.rows()]
    return [[cell.strip() for cell in row] for row in rows] if trim else rows


def _typed(content: bytes, sheet: str, header: int) -> pl.DataFrame:
    options = {"header_row": None, "skip_rows": header + 1, "schema_sample_rows": None, "dtype_coercion": "coerce"}
    frame = pl.read_excel(
        BytesIO(content),
        sheet_name=sheet,
        has_header=False,
        drop_empty_rows=False,
        drop_empty_cols=False,
        raise_if_empty=False,
        read_options=options,
    )
    number = pl.col(pl.Float64)
    # a whole number is what the file says; 0.1 + 0.2 is what the sheet shows
    return frame.with_columns(pl.when(number == number.floor()).then(number).otherwise(number.round_sig_figs(_DIGITS)))


def _require_once(source: Source, header: list[str], needed: Collection[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1 and name in needed})
    if twice:
        said = "{name} has more than one column called {which}."
        hint = "Give the columns names of their own."
        raise source_error(ImportAbortedError, source.name, said, hint, which=", ".join(map(repr, twice)))
