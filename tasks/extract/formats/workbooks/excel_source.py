"""Workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) to columns: which sheets, and where a table begins and ends in them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from itertools import accumulate

import polars as pl
from fastexcel import ExcelReader, FastExcelError, read_excel

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.formats.table_header import footer_start, header_position, unique_names
from tasks.extract.formats.workbooks.excel_cells import cells_below
from tasks.extract.formats.workbooks.open_document import marks_of
from tasks.extract.formats.workbooks.sheet_marks import Marks, Package
from tasks.extract.lines.frames import CellError, Lines
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error
from tasks.extract.values.texts import ROW, SHOWN


def read_workbook(
    source: Source, file: File, needed: Collection[str], repeated: Collection[str] = (), *, decimal: str = "."
) -> Lines:
    """Read the sheets that the mapping names, or the only one that has a header with the names that are `needed`.

    In columns of several types, fractions are written with `decimal`, as the texts beside them are.

    Raises `ImportAbortedError` if it is no workbook, there is no such sheet, or a column that is needed occurs twice.
    """
    if source.is_remote:
        raise source_error(ImportAbortedError, source.name, "{name} is a workbook behind a URL.", "Download it first.")
    content, once = source.content(), set(needed) - set(repeated)
    try:
        book = read_excel(content)
        tops = _sheets(source, book, file, needed)
        package = Package.of(content)
        is_1904 = package is not None and package.is_1904
        marks = partial(marks_of, content) if package is None or not package.sheets else package.marks
        cells = partial(_cells, book, marks, decimal=decimal, is_1904=is_1904)
        found = [_sheet(source, cells, name, top, file, once, needed) for name, top in tops.items()]
    except FastExcelError as error:
        said, hint = "{name} is not a workbook that can be read.", "Save it again, as .xlsx or as CSV."
        raise source_error(ImportAbortedError, source.name, said, hint) from error
    return replace(joined(found), is_1904=is_1904)


def _cells(
    book: ExcelReader,
    marks: Callable[[str], Marks | None],
    sheet: str,
    header: int,
    *,
    decimal: str,
    is_1904: bool,
) -> tuple[pl.DataFrame, list[CellError]]:
    found = marks(sheet) or Marks()
    return cells_below(book, sheet, header, decimal=decimal, is_1904=is_1904, marks=found)


def _sheet(
    source: Source,
    cells: Callable[[str, int], tuple[pl.DataFrame, list[CellError]]],
    name: str,
    top: list[list[str]],
    file: File,
    once: Collection[str],
    needed: Collection[str],
) -> Lines:
    """The lines of one sheet, whose first rows are `top`."""
    position = file.skip_lines if file.skip_lines is not None else header_position(top, needed)
    header = top[position] if position < len(top) else []
    _require_once(source, header, once)
    frame, errors = cells(name, position)
    own = [column for column in frame.columns if not column.startswith(SHOWN)]
    names = unique_names([*header, *[""] * (len(own) - len(header))][: len(own)], trim=file.trim)
    called = dict(zip(own, names, strict=True))
    frame = frame.rename(lambda column: called.get(column) or SHOWN + called[column.removeprefix(SHOWN)])
    totals: dict[str, str] = {}
    if file.footer:
        lines_of = frame.select(names).rows()
        rows = (",".join("" if cell is None else str(cell) for cell in row) for row in reversed(lines_of))
        count, totals = footer_start(rows, file.footer)
        frame = frame.head(frame.height - count)
    is_line = frame.select(~pl.all_horizontal(pl.all().is_null())).to_series()
    is_error = pl.int_range(frame.height, eager=True).is_in([each.row for each in errors])
    lines = frame.with_row_index(ROW).filter(is_line | is_error)
    named = tuple(replace(each, column=names[int(each.column)]) for each in errors)
    return Lines(lines.drop(ROW), is_workbook=True, totals=totals, errors=placed(named, lines[ROW]))


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


def joined(sheets: list[Lines]) -> Lines:
    """The lines of several sheets, one after the other."""
    if len(sheets) == 1:
        return sheets[0]
    frame = pl.concat(_of_same_types([lines.frame for lines in sheets]), how="diagonal")
    before = accumulate((lines.frame.height for lines in sheets), initial=0)
    errors = (
        replace(each, row=each.row + start)
        for start, lines in zip(before, sheets, strict=False)
        for each in lines.errors
    )
    return Lines(frame, is_workbook=True, errors=tuple(errors))


def placed(errors: tuple[CellError, ...], rows: pl.Series) -> tuple[CellError, ...]:
    """The errors at the positions that their rows have among those that are left."""
    at = {row: position for position, row in enumerate(rows)} if errors else {}
    return tuple(replace(each, row=at[each.row]) for each in errors if each.row in at)


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


def _require_once(source: Source, header: list[str], needed: Collection[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1 and name in needed})
    if twice:
        said = "{name} has more than one column called {which}."
        hint = "Give the columns names of their own."
        raise source_error(ImportAbortedError, source.name, said, hint, which=", ".join(map(repr, twice)))
