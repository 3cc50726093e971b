"""A CSV file of any size, some of its lines at a time: what `csv_source` reads whole."""

from collections.abc import Collection, Iterator

import polars as pl

from schemas.mapping.file import File
from tasks.extract.formats.csv_source import header_in, rows_of
from tasks.extract.formats.csv_structure import records
from tasks.extract.formats.csv_table import Table, line_start, table_in, unescaped, without_footer
from tasks.extract.formats.text_blocks import decoded_blocks, whole_lines, whole_records
from tasks.extract.lines.frames import Lines
from tasks.extract.source import Source

# the lines after a table are fewer characters than these
_LONGEST_FOOTER = 64 * 1024


def csv_blocks(
    source: Source, file: File, needed: Collection[str], repeated: Collection[str] = (), *, size: int
) -> Iterator[Lines]:
    """The lines of a CSV file here as `read_csv` reads them, in blocks of some `size` bytes; the last has the totals.

    Raises what `read_csv` raises, once it comes to what is wrong.
    """
    texts = _with_whole_footer(_records(source, file, size), min(size // 2, _LONGEST_FOOTER))
    text, is_last = next(texts)
    first = table_in(source, text, file.model_copy(update={"footer": ()}), needed)
    header = header_in(source, first, needed, repeated)
    names, body = _apart(first)
    line, row = first.first_line, 0
    while True:
        kept, totals = without_footer(body, file) if is_last else (body, {})
        frame = rows_of(source, Table(names + kept, first.file, line, totals), header)
        rows = pl.int_range(row, row + frame.height, dtype=pl.UInt32, eager=True)
        yield Lines(frame, rows=rows, totals=totals)
        if is_last:
            break
        line, row = line + body.count("\n"), row + frame.height
        body, is_last = next(texts)


def _records(source: Source, file: File, size: int) -> Iterator[str]:
    blocks = whole_lines(source, decoded_blocks(source, file.encoding, size), size)
    return whole_records(source, (unescaped(block, file) for block in blocks), file.quote, size)


def _with_whole_footer(texts: Iterator[str], shortest: int) -> Iterator[tuple[str, bool]]:
    """Each text, and whether it is the last one, which is not short: all that comes after the table is in it."""
    held = next(texts, "")
    for text in texts:
        if len(text) < shortest:
            held += text
        else:
            yield held, False
            held = text
    yield held, True


def _apart(table: Table) -> tuple[str, str]:
    """The text of the header, and that of the lines after it."""
    header = records(table.text, table.file)
    next(header)
    end = line_start(table.text, header.line_num)
    return table.text[:end], table.text[end:]
