"""Workbooks made in a test: .xlsx with what a sheet holds in each row, and .ods with one sheet."""

import io
import zipfile
from dataclasses import dataclass

import xlsxwriter

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Shown:
    """A number, and the format that a cell shows it in."""

    number: float
    format: str


def xlsx(sheets: dict[str, list[list]], **options: object) -> bytes:
    """A workbook with these sheets; times are cells with a date format, `=1/0` is one with an error."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm:ss", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, [None if isinstance(cell, Shown) else cell for cell in row])
                for column, cell in enumerate(row):
                    if isinstance(cell, Shown):
                        sheet.write_number(number, column, cell.number, book.add_format({"num_format": cell.format}))
                for column in [at for at, cell in enumerate(row) if cell == "=1/0"]:
                    sheet.write_formula(number, column, "=1/0", value="#DIV/0!")
    return buffer.getvalue()


def ods(rows: list[list]) -> bytes:
    """An OpenDocument spreadsheet of numbers and texts, and of cells as XML."""
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Orders">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("mimetype", _TYPE)
        entry = f'<m:file-entry m:full-path="/" m:media-type="{_TYPE}"/>'
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{_OFFICE}:manifest:1.0">{entry}</m:manifest>')
        book.writestr("content.xml", content)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, str) and value.startswith("<"):
        return value
    of_type = f'float" office:value="{value}' if isinstance(value, int | float) else "string"
    return f'<table:table-cell office:value-type="{of_type}"><text:p>{value}</text:p></table:table-cell>'
