"""A file as columns of texts, and how it is written, as far as that can be told by looking at it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from schemas.orders.source_format import SourceFormat
from tasks.extract.encodings import decoded, likely_encoding
from tasks.extract.formats.csv_source import read_csv
from tasks.extract.formats.workbooks.excel_source import read_workbook
from tasks.extract.json_paths import elements, lists_in, members, records_at, split
from tasks.extract.recognition.looks import rows_of_text
from tasks.extract.source import Source
from tasks.extract.source_errors import source_error
from tasks.extract.values.texts import SHOWN, plain_text

_DEEPEST = 3
_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """Columns of texts (null: nothing there); `file` is what [file] has to say, `lines` the member that is a list."""

    frame: pl.DataFrame
    file: dict[str, str | int]
    lines: str | None = None


def sample_of(source: Source, format: SourceFormat) -> Sample:
    """Read a source of any format. Raises `ImportAbortedError` if it has no columns of plain values."""
    match format:
        case SourceFormat.CSV:
            return _of_text(source)
        case SourceFormat.EXCEL:
            return Sample(_texts(read_workbook(source, File(), ()).frame), {})
        case SourceFormat.PARQUET:
            return Sample(_texts(pl.scan_parquet(source.scannable(), glob=False).collect()), {})
        case SourceFormat.JSON | SourceFormat.NDJSON:
            return _of_json(source)


def _of_text(source: Source) -> Sample:
    file: dict[str, str | int] = {}
    try:
        text = decoded(source, None)
    except ImportAbortedError:
        encoding = likely_encoding(source.content())
        if encoding is None:
            raise
        file["encoding"], text = encoding, decoded(source, encoding)
    separator, skipped = _layout(text)
    if separator != ",":
        file["separator"] = separator
    if skipped:
        file["skip_lines"] = skipped
    frame = read_csv(source, File.model_validate(file), ()).frame
    return Sample(frame.select(pl.when(pl.all().str.strip_chars() != "").then(pl.all())), file)


def _layout(text: str) -> tuple[str, int]:
    """The separator that makes the most of the first rows equally wide, and the lines before the first of these."""
    best, layout = (0, 0), (",", 0)
    for separator, rows in rows_of_text(text[: 256 * 1024]).items():
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda each: (each[1] * each[0], each[0]))
        first = next(at for at, row in enumerate(rows) if len(row) == width and all(cell.strip() for cell in row[:2]))
        if (count * width, width) > best:
            best, layout = (count * width, width), (separator, first)
    return layout


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    plain = [name for name, dtype in frame.schema.items() if not dtype.is_nested() and not name.startswith(SHOWN)]
    texts = {name: plain_text(pl.col(name), frame.schema[name], name) for name in plain}
    shown = {name: pl.col(SHOWN + name) for name in plain if SHOWN + name in frame.columns}
    return frame.select(pl.coalesce(shown.get(name, text), text).alias(name) for name, text in texts.items())


def _of_json(source: Source) -> Sample:
    content = source.content().removeprefix(b"\xef\xbb\xbf")
    lists = lists_in(content)
    file: dict[str, str | int] = {}
    if (records := elements(content)) is None and lists:
        file["records"] = max(lists, key=lambda path: lists[path])
        records = records_at(members(content) or {}, split(str(file["records"])))
    texts = [line for line in content.split(b"\n") if line.strip()] if records is None else map(bytes, records)
    objects = [
        found for _, text in zip(range(_RECORDS), texts, strict=False) if isinstance(found := _object(text), dict)
    ]
    if not objects:
        said, hint = "{name} holds no JSON objects, which orders could be.", "Name another file."
        raise source_error(ImportAbortedError, source.name, said, hint)
    lines = _lines_member(objects)
    if lines is not None:
        file["lines"] = lines
    rows = [row for each in objects for row in _rows(each, lines)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame({name: pl.Series([row.get(name) for row in rows], dtype=pl.String) for name in names})
    return Sample(frame, file, lines)


def _object(text: bytes) -> object:
    try:
        return json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return None


def _lines_member(objects: list[dict[str, object]]) -> str | None:
    """The member that most often is a list of objects."""
    counts = Counter(
        name
        for each in objects
        for name, value in each.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    )
    liked = [name for name in counts if any(word in name.lower() for word in ("item", "line", "product", "position"))]
    return max(liked or counts, key=lambda name: counts[name], default=None)


def _rows(order: dict[str, object], lines: str | None) -> Iterator[dict[str, str]]:
    shared = dict(_plain(order, "", _DEEPEST))
    inner = order.get(lines) if lines else None
    for line in inner if isinstance(inner, list) and inner else [{}]:
        yield shared | (dict(_plain(line, f"{lines}.", _DEEPEST)) if isinstance(line, dict) else {})


def _plain(given: dict[str, object], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if isinstance(value, dict) and depth > 1:
            yield from _plain(value, f"{prefix}{name}.", depth - 1)
        elif isinstance(value, bool):
            yield f"{prefix}{name}", str(value).lower()
        elif isinstance(value, str) and value:
            yield f"{prefix}{name}", value
