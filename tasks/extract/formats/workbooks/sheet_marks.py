"""What the XML of a sheet (.xlsx, .xlsm) says of its cells and their values do not: number formats, and formulas.

Nothing is looked at cell by cell unless the workbook has a number format that makes numbers look like ids, or the sheet
has formulas.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

import polars as pl

from schemas.errors import ImportAbortedError
from tasks.extract.formats.workbooks.number_formats import Shape, shape_of
from tasks.extract.lines.frames import CellFault

NOWHERE = pl.DataFrame(schema={"row": pl.Int64, "column": pl.Int64, "style": pl.Int64})
_CHUNK = 16 * 1024 * 1024
_TAG = r"<(?:\w+:)?{}\b([^>]*)>"
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STYLE = r"""\ss=["'](?:{})["']"""
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\b[^>]*>([^<]*))?"
)
_OPENS = re.compile(rb"<(?:\w+:)?(c|row)\s")
# what may be wrong in its last digits: Excel writes 15, and zeros or an exponent
_LONG = re.compile(rb"v>(?:[0-9]{15,}0|9[0-9]{15}|[0-9]{17,}|[0-9.]+E\+?(?:1[5-9]|[2-9][0-9]))</")
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
# the zero that is written for a formula by who cannot compute it
_NOT_COMPUTED = (b"", b"0")


@dataclass(frozen=True, slots=True)
class Marks:
    """Numbers of a sheet that are shown in a shape or as texts, and cells with a `fault`: `row` and `column` from 0."""

    shaped: pl.DataFrame = field(default_factory=NOWHERE.clone)
    shapes: Mapping[int, Shape] = field(default_factory=dict)
    texts: pl.DataFrame = field(default_factory=NOWHERE.clone)
    faulty: pl.DataFrame = field(default_factory=NOWHERE.clone)

    def of_table(self, table: pl.DataFrame, row: int, column: int) -> "Marks":
        """Those in a table that begins in that row and column, counted from there."""
        at_row, at_column = pl.col("row") - row, pl.col("column") - column
        is_here = at_row.is_between(0, table.height - 1) & at_column.is_between(0, table.width - 1)
        shaped, texts, faulty = (
            each.filter(is_here).with_columns(row=at_row, column=at_column)
            for each in (self.shaped, self.texts, self.faulty)
        )
        return replace(self, shaped=shaped, texts=texts, faulty=faulty)


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook as the archive that it is; `shapes` are by the number of a cell's style.

    `is_1904`: it counts days from 1904, as old ones of the Macintosh do.
    """

    archive: zipfile.ZipFile
    shapes: Mapping[int, Shape]
    sheets: Mapping[str, str]
    is_recomputed: bool
    is_1904: bool

    @classmethod
    def of(cls, content: bytes) -> "Package | None":
        """Look at what all sheets have in common; none if it is no archive."""
        try:
            archive = zipfile.ZipFile(BytesIO(content))
        except zipfile.BadZipFile:
            return None
        book, styles, rels = (
            _text(archive, name) for name in ("xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
        )
        targets = {each.get("Id", ""): each.get("Target", "") for each in _tags(rels, "Relationship")}
        sheets = {each.get("name", ""): _part(targets.get(each.get("r:id", ""), "")) for each in _tags(book, "sheet")}
        is_recomputed = any(each.get("fullCalcOnLoad") in ("1", "true") for each in _tags(book, "calcPr"))
        is_1904 = any(each.get("date1904") in ("1", "true") for each in _tags(book, "workbookPr"))
        return cls(archive, _shapes(styles), sheets, is_recomputed, is_1904)

    def marks(self, sheet: str) -> Marks:
        """The cells of a sheet about which there is something to say."""
        styles = "|".join(map(str, self.shapes))
        style = re.compile(_STYLE.format(styles).encode()) if styles else None
        found = _Found()
        for chunk in _chunks(self.archive, self.sheets.get(sheet, "")):
            if style is not None:
                found.shaped += _cells_with(style, chunk)
            found.long += _cells_with(_LONG, chunk)
            if _HAS_FORMULA.search(chunk):
                found.formulas += [each[1] for each in _FORMULA.finditer(chunk) if self._lacks_value(each)]
        shaped, long = (_placed(each, sheet).filter(~pl.col("is_text")) for each in (found.shaped, found.long))
        formulas = _placed(found.formulas, sheet)
        faulty = [
            each.select("row", "column", fault=pl.lit(fault.name))
            for each, fault in ((formulas, CellFault.FORMULA), (long, CellFault.LONG))
        ]
        return Marks(shaped, self.shapes, faulty=pl.concat(faulty))

    def _lacks_value(self, formula: re.Match[bytes]) -> bool:
        if formula[2] is None or (formula[2] == b"" and b't="str"' not in formula[1]):
            return True
        # whoever asks for all to be computed again did not do it
        return self.is_recomputed and formula[2] in _NOT_COMPUTED


@dataclass(slots=True)
class _Found:
    shaped: list[bytes] = field(default_factory=list)
    formulas: list[bytes] = field(default_factory=list)
    long: list[bytes] = field(default_factory=list)


def _cells_with(pattern: re.Pattern[bytes], chunk: bytes) -> Iterator[bytes]:
    """The tags of the cells in which something stands, in the tag or after it."""
    for found in pattern.finditer(chunk):
        start = found.start() + 1
        while (start := chunk.rfind(b"<", 0, start)) >= 0 and (tag := _OPENS.match(chunk, start)) is None:
            pass
        # rows have a style, too
        if start >= 0 and tag is not None and tag[1] == b"c":
            yield chunk[start : chunk.find(b">", start)]


def _placed(attributes: list[bytes], sheet: str) -> pl.DataFrame:
    """Where cells with these attributes stand, the numbers of their styles, and whether they hold something else."""
    text = pl.Series("text", attributes, dtype=pl.Binary).cast(pl.String).to_frame()
    place = text.select(
        letters=pl.col("text").str.extract(r"""\sr=["']([A-Z]+)[0-9]+["']"""),
        row=pl.col("text").str.extract(r"""\sr=["'][A-Z]+([0-9]+)["']""").cast(pl.Int64) - 1,
        style=pl.col("text").str.extract(r"""\ss=["']([0-9]+)["']""").cast(pl.Int64),
        is_text=pl.col("text").str.contains(r"""\st=["'](?:s|str|inlineStr|b|e|d)["']"""),
    )
    if place["letters"].has_nulls():
        message = f"The cells of sheet {sheet!r} do not say where they stand, so that their number formats are lost."
        raise ImportAbortedError(message, "Open the workbook and save it again, or save the sheet as CSV.")
    numbers = {letters: _column(letters) for letters in place["letters"].unique()}
    column = pl.col("letters").replace_strict(numbers, default=None, return_dtype=pl.Int64)
    return place.select("row", "style", "is_text", column=column)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _shapes(styles: str) -> dict[int, Shape]:
    codes = {each.get("numFmtId"): shape_of(each.get("formatCode", "")) for each in _tags(styles, "numFmt")}
    formats = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    used = [codes.get(each.get("numFmtId")) for each in _tags(formats[0], "xf")] if formats else []
    return {number: shape for number, shape in enumerate(used) if shape is not None}


def _tags(text: str, name: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(_TAG.format(name), text):
        yield {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(found[1])}


def _part(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _member(archive: zipfile.ZipFile, name: str) -> str | None:
    return next((each for each in archive.namelist() if each.lower() == name.lower()), None)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    found = _member(archive, name)
    return "" if found is None else archive.read(found).decode("utf-8", "replace")


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The bytes of a sheet in pieces that end between two rows."""
    found = _member(archive, name)
    if found is None:
        return
    with archive.open(found) as stream:
        rest = b""
        while piece := stream.read(_CHUNK):
            rest += piece
            end = max(rest.rfind(b"<row"), rest.rfind(b":row"))
            end = rest.rfind(b"<", 0, end + 1) if end > 0 else 0
            if end > 0:
                yield rest[:end]
                rest = rest[end:]
        yield rest
