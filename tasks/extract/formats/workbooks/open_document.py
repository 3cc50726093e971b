"""What an OpenDocument sheet (.ods) shows of numbers that it shows as ids, and its formulas without a value."""

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import polars as pl

from tasks.extract.formats.workbooks.number_formats import is_name
from tasks.extract.formats.workbooks.sheet_marks import NOWHERE, Marks
from tasks.extract.lines.frames import CellFault

_CONTENT = "content.xml"
_TABLE = r'<table:table\s[^>]*table:name="{}"[^>]*>(.*?)</table:table>'
_TAG = re.compile(
    r"<table:table-row\b(?P<row>[^>]*)>"
    r"|<table:(?:covered-)?table-cell\b(?P<cell>[^>]*?)(?:/>|>(?P<inner>.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_REPEATED = re.compile(r'number-(?:rows|columns)-repeated="([0-9]+)"')
_WHOLE = re.compile(r'office:value-type="float"[^>]*office:value="([0-9]+)"|office:value="([0-9]+)"[^>]*"float"')
_TEXT = re.compile(r"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)
_PARTS = re.compile(r"(\D*)(\d(?:.*\d)?)\D*")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,'’\s]\d{2,3})*[.,'’\s]\d{3}")
# further rows or cells that are all alike are empty ones
_MOST_REPEATED = 1000


def marks_of(content: bytes, sheet: str) -> Marks | None:
    """The cells of a sheet about which there is something to say; none if it is no OpenDocument."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if _CONTENT not in archive.namelist():
                return None
            text = archive.read(_CONTENT).decode("utf-8", "replace")
    except zipfile.BadZipFile:
        return None
    name = re.escape(html.escape(sheet, quote=False).replace('"', "&quot;"))
    table = re.search(_TABLE.format(name), text, re.DOTALL)
    cells = [*_cells(table[1])] if table else []
    shown = [(row, column, said) for row, column, said in cells if said is not None]
    formulas = [(row, column, CellFault.FORMULA.name) for row, column, said in cells if said is None]
    place = {"row": pl.Int64, "column": pl.Int64}
    return Marks(
        shaped=NOWHERE,
        texts=pl.DataFrame(shown, schema={**place, "text": pl.String}, orient="row"),
        faulty=pl.DataFrame(formulas, schema={**place, "fault": pl.String}, orient="row"),
    )


def _cells(table: str) -> Iterator[tuple[int, int, str | None]]:
    """Row and column of each number that is shown as an id, with its text, and of each formula without a value."""
    row, following, column, rows = 0, 0, 0, 1
    for tag in _TAG.finditer(table):
        attributes = tag["cell"]
        count = _count(tag["row"] if attributes is None else attributes)
        if attributes is None:
            row, following, column, rows = following, following + count, 0, count
            continue
        if "table:formula=" in attributes and "office:value-type=" not in attributes:
            found: list[str | None] = [None]
        else:
            text = shown_id(attributes, tag["inner"] or "")
            found = [] if text is None else [text]
        for said in found:
            for at_row in range(row, row + min(rows, _MOST_REPEATED)):
                yield from ((at_row, at, said) for at in range(column, column + min(count, _MOST_REPEATED)))
        column += count


def shown_id(attributes: str, inner: str) -> str | None:
    """What a cell shows, if that is more than its whole number, and no way to write a quantity or an amount."""
    number, text = _WHOLE.search(attributes), _TEXT.search(inner)
    if number is None or text is None:
        return None
    value = number[1] or number[2]
    shown = html.unescape(re.sub(r"<[^>]*>", "", text[1])).strip()
    parts = _PARTS.fullmatch(shown)
    if parts is None or re.sub(r"\D", "", shown).lstrip("0") != value.lstrip("0"):
        return None
    core = parts[2]
    is_number = core == value or _GROUPED.fullmatch(core) or (value == "0" and not core.isdigit())
    return None if is_number and not is_name(parts[1].strip()) else shown


def _count(attributes: str) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
