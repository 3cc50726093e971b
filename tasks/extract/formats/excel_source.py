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
    """Read the sheet that the mapping names, or the only one that has a header with the names that are `needed`.

    Raises `ImportAbortedError` if it is no workbook, there is no such sheet, or a column that is needed occurs twice.
    """
    if source.is_remote:
        raise source_error(ImportAbortedError, source.name, "{name} is a workbook behind a URL.", "Download it first.")
    content = source.content()
    try:
        book = read_excel(content)
        sheet, top = _sheet(source, book, file, needed)
        position = file.skip_lines if file.skip_lines is not None else header_position(top, needed)
        header = top[position] if position < len(top) else []
        _require_once(source, header, set(needed) - set(repeated))
        frame = _typed(content, sheet, position)
    except FastExcelError as error:
        hint = "Save it again, as .xlsx or as CSV."
        raise source_error(
            ImportAbortedError, source.name, "{name} is not a workbook that can be read.", hint
        ) from error
    frame.columns = unique_names([*header, *[""] * (frame.width - len(header))][: frame.width], trim=file.trim)
    lines = (",".join("" if cell is None else str(cell) for cell in row) for row in reversed(frame.rows()))
    count, totals = footer_start(lines, file.footer) if file.footer else (0, {})
    frame = frame.head(frame.height - count)
    return Lines(frame.filter(~pl.all_horizontal(pl.all().is_null())), is_workbook=True, totals=totals)


def _sheet(source: Source, book: ExcelReader, file: File, needed: Collection[str]) -> tuple[str, list[list[str]]]:
    """The sheet to read, and its first rows as text."""
    if file.sheet is not None:
        if file.sheet not in book.sheet_names:
            said, names = "{name} has no sheet {sheet}.", ", ".join(map(repr, book.sheet_names))
            raise source_error(
                ImportAbortedError, source.name, said, f"Its sheets are {names}.", sheet=repr(file.sheet)
            )
        return file.sheet, _top(book, file.sheet, trim=file.trim)
    tops = {name: _top(book, name, trim=file.trim) for name in book.sheet_names}
    filled = {name: top for name, top in tops.items() if top}
    if not filled:
        raise source_error(ImportAbortedError, source.name, "{name} has nothing in its sheets.", "Export it again.")
    fitting = {name: top for name, top in filled.items() if any(set(needed) <= set(row) for row in top)}
    if len(fitting) > 1:
        said = "{name} has several sheets with these columns: {sheets}."
        hint = 'Name one in [file] of the mapping: sheet = "…".'
        raise source_error(ImportAbortedError, source.name, said, hint, sheets=", ".join(map(repr, fitting)))
    chosen = next(iter(fitting or filled))
    return chosen, tops[chosen]


def _top(book: ExcelReader, sheet: str, *, trim: bool) -> list[list[str]]:
    frame = book.load_sheet(sheet, header_row=None, n_rows=100, dtypes="string").to_polars()
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
    return frame.with_columns(pl.col(pl.Float64).round_sig_figs(_DIGITS))


def _require_once(source: Source, header: list[str], needed: Collection[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1 and name in needed})
    if twice:
        said = "{name} has more than one column called {which}."
        hint = "Give the columns names of their own."
        raise source_error(ImportAbortedError, source.name, said, hint, which=", ".join(map(repr, twice)))
