"""A CSV file read in blocks is the file read whole: the same lines, the same totals, the same refusals."""

import gzip
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.file import File
from tasks.extract.formats.csv_blocks import csv_blocks
from tasks.extract.formats.csv_source import read_csv
from tasks.extract.source import open_source

NEEDED = {"no", "note"}
ROWS = "".join(f'{number},"a ""b"",\n{number}",{"x" * (number % 9)}\r\n' for number in range(60))
PLAIN = "".join(f"{number},ä{number},\n" for number in range(60))
HEADER = "no,note,more\n"
FILES = {
    "plain": (HEADER + PLAIN, File()),
    "without an end": (HEADER + PLAIN[:-1], File()),
    "blank lines": (HEADER + PLAIN.replace("\n", "\n\n"), File()),
    "line breaks and quotes in cells": (HEADER + ROWS, File()),
    "a header of two lines": ('no,note,"more\nor less"\n' + ROWS, File()),
    "a preamble and a footer": (
        f"Report\n\n{HEADER}{PLAIN}\nOrders: 60\nThe end\n",
        File(footer=(r"^Orders: (?P<orders>\d+)", "^The end")),
    ),
    "a declared separator": ("sep=;\n" + (HEADER + PLAIN).replace(",", ";"), File()),
    "escaped quotes": (HEADER + ROWS.replace('""', '\\"'), File(escape="\\")),
    "quotes that mean nothing": (HEADER + PLAIN.replace("ä", '"'), File(quote="")),
    "only a header": (HEADER, File()),
    "the same name twice": ("no,note,more,more\n" + PLAIN.replace(",\n", ",,b\n"), File()),
}
BROKEN = {
    "a line too long": HEADER + PLAIN + "61,a,b,c\n" + PLAIN,
    "a line too short": HEADER + PLAIN + "61\n" + PLAIN,
    "a stray quote": HEADER + PLAIN + '61,a"b,c\n' + PLAIN,
    "nothing": "",
    "blank": "\n\n",
    "a column twice": "no,note,no\n" + PLAIN,
    "another separator": (HEADER + PLAIN).replace(",", ";"),
}


def written(folder: Path, content: bytes) -> str:
    (folder / "a.csv").write_bytes(content)
    return str(folder / "a.csv")


def both(path: str, file: File, size: int):
    """The file in blocks, put together, and whole."""
    blocks = list(csv_blocks(open_source(path), file, NEEDED, size=size))
    frame = pl.concat([block.frame for block in blocks])
    rows = pl.concat([block.rows for block in blocks])
    return len(blocks), (frame, rows.to_list(), blocks[-1].totals), read_csv(open_source(path), file, NEEDED)


@pytest.mark.parametrize("size", [100, 333, 100_000])
@pytest.mark.parametrize("name", FILES)
def test_blocks_put_together_are_the_file(tmp_path, name, size):
    text, file = FILES[name]
    count, (frame, rows, totals), whole = both(written(tmp_path, text.encode()), file, size)
    assert frame.equals(whole.frame)
    assert rows == list(range(whole.frame.height))
    assert totals == whole.totals
    assert count > 1 or size > len(text) // 2 or name == "only a header"


@pytest.mark.parametrize(("encoding", "named"), [("utf-16", None), ("utf-8-sig", None), ("windows-1252", "cp1252")])
def test_blocks_are_in_the_encoding_of_the_file(tmp_path, encoding, named):
    path = written(tmp_path, gzip.compress((HEADER + PLAIN).encode(encoding)))
    count, (frame, *_), whole = both(path, File(encoding=named), 100)
    assert count > 1
    assert frame.equals(whole.frame)


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_in_the_same_words(tmp_path, name):
    path = written(tmp_path, BROKEN[name].encode())
    with pytest.raises(ImportAbortedError) as whole:
        read_csv(open_source(path), File(), NEEDED)
    with pytest.raises(ImportAbortedError) as found:
        list(csv_blocks(open_source(path), File(), NEEDED, size=120))
    assert str(found.value) == str(whole.value)


@pytest.mark.parametrize("named", [None, "shift_jis"])
def test_a_byte_that_is_no_character_is_named_by_its_place(tmp_path, named):
    path = written(tmp_path, (HEADER + PLAIN.replace("ä", "a")).encode() + b"61,\xff\xff,\n" + PLAIN[:9].encode())
    with pytest.raises(ImportAbortedError) as whole:
        read_csv(open_source(path), File(encoding=named), NEEDED)
    with pytest.raises(ImportAbortedError) as found:
        list(csv_blocks(open_source(path), File(encoding=named), NEEDED, size=100))
    assert str(found.value).split(". ")[0] == str(whole.value).split(". ")[0]


@pytest.mark.parametrize("text", [HEADER + '1,"a,\n' + PLAIN * 4, HEADER + "x" * 3000])
def test_a_record_without_an_end_is_not_read_to_the_end_of_the_file(tmp_path, text):
    with pytest.raises(ImportAbortedError, match="line 2 begins a record of many megabytes"):
        list(csv_blocks(open_source(written(tmp_path, text.encode())), File(), NEEDED, size=60))
