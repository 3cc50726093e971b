"""CSV: each line's quotes and width are verified before anything is read, and how a file is written can be said."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ImportAbortedError, UsageError
from schemas.mapping.file import File
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract
from tasks.extract.formats.csv_source import read_csv
from tasks.extract.formats.table_header import unique_names
from tasks.extract.source import Source
from tests.support.laws.laws import law

TITLES = """
[order]
source_id = "id"
[items]
quantity = "qty"
price = "price"
product.name = "title"
[money]
currency = "USD"
"""


def imported(folder: Path, text: str, mapping: str = TITLES) -> list[dict]:
    (folder / "orders.csv").write_text(text)
    found = extract(str(folder / "orders.csv"), mapping=Mapping.from_toml(mapping, "m.toml"))
    return [json.loads(raw) for raw in found.orders["raw"]]


def cells(text: str, file: File | None = None) -> list[tuple]:
    return read_csv(Source("x.csv", text.encode()), file or File(), {"a"}).frame.rows()


def said(rows: Iterable[Iterable[str | None]]) -> list[list[str]]:
    """The rows that say anything; an empty cell is the same with quotes and without."""
    texts = [[cell or "" for cell in row] for row in rows]
    return [row for row in texts if any(row)]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('1,"Camera 1/2" Sensor",1,49.00\n2,"Red mug",1,5.00\n', "line 2: ',' expected after '\"'"),
        ('1,"Nail 6\\" long",1,2.50\n2,Plain,1,1.00\n3,"Nail 5\\" long",1,2.00\n', "line 2: ',' expected after '\"'"),
        ('1,Nail 6" long,1,2.50\n2,Nail 5" long,1,2.00\n', "line 2 has a quote inside of a cell"),
        ('1,"two\nlines",1,1.00\n2,Nail 6" long,1,2.50\n', "line 4 has a quote inside of a cell"),
        ('1,a,1,1.00\n2,"open,1,1.00\n', "line 3: unexpected end of data"),
        ("1,a,1,1.00\n2,b,1\n", "line 3 has 3 cells, the header has 4"),
        ('1,"a,1,1.00\n2,b",1,1.00,5\n', "line 3 has 5 cells, the header has 4"),
    ],
)
def test_a_line_with_wrong_quotes_or_width_refuses_the_file(tmp_path, lines, fault):
    with pytest.raises(ImportAbortedError, match=r"orders\.csv is not a CSV file") as refused:
        imported(tmp_path, "id,title,qty,price\n" + lines)
    assert fault in refused.value.message


@pytest.mark.parametrize(
    ("file", "title", "name"),
    [
        ("", '"a ""b"", c"', 'a "b", c'),
        ("", '"two\nlines"', "two\nlines"),
        ("", '"end\r\n"', "end\r\n"),
        ('quote = ""', 'Nail 6" long', 'Nail 6" long'),
        ('quote = ""', '"a"', '"a"'),
        ('escape = "\\\\"', '"Nail 6\\" long"', 'Nail 6" long'),
        ('escape = "\\\\"', '"C:\\\\"', "C:\\"),
        ('quote = "\'"', "'it''s'", "it's"),
    ],
)
def test_a_cell_is_what_its_file_says_it_is(tmp_path, file, title, name):
    [order] = imported(tmp_path, f"id,title,qty,price\n1,{title},1,2.50\n", f"[file]\n{file}\n{TITLES}")
    assert order["items"][0]["product"]["name"] == name


@pytest.mark.parametrize("file", ['quote = ","', 'quote = ""\nescape = "\\\\"', 'escape = "/"'])
def test_what_cannot_be_a_quote_or_an_escape_is_refused(file):
    with pytest.raises(UsageError, match="is not valid at file"):
        Mapping.from_toml(f"[file]\n{file}\n{TITLES}", "m.toml")


def test_a_mapped_column_that_occurs_twice_refuses_the_file(tmp_path):
    with pytest.raises(ImportAbortedError, match=r"more than one column called 'title' \(2 times\), 'qty' \(2 times\)"):
        imported(tmp_path, "id,title,qty,price,title,qty,x,x\n1,a,1,1.00,b,2,,\n")


def test_another_column_may_occur_twice(tmp_path):
    assert len(imported(tmp_path, "id,title,qty,price,x,x\n1,a,1,1.00,b,2\n")) == 1


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["a", "b", "a", "a"], ["a", "b", "a (2)", "a (3)"]),
        (["a", "a (2)", "a"], ["a", "a (2)", "a (3)"]),
        (["", "", " a "], ["", " (2)", "a"]),
    ],
)
def test_every_column_has_a_name_of_its_own(header, names):
    assert unique_names(header, trim=True) == names


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(end, mark):
    assert cells(mark + end.join(['"a",b', "1,", "", '"2","x"', ""])) == [("1", None), ("2", "x")]


def test_a_compressed_file_is_verified_too(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(b'id,title,qty,price\n1,"a" b,1,1\n'))
    with pytest.raises(ImportAbortedError, match="line 2"):
        extract(str(path), mapping=Mapping.from_toml(TITLES, "m.toml"))


QUOTING = [csv.QUOTE_ALL, csv.QUOTE_MINIMAL]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6)


@law(200)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5), st.sampled_from(QUOTING))
def test_what_the_csv_module_writes_is_read_back(rows, quoting):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=quoting).writerows([("a", "b", "c"), *rows])
    assert said(cells(written.getvalue())) == said(rows)


@law(200)
@given(st.text(alphabet='ab,"\n', max_size=30))
def test_no_record_vanishes_into_another_ones_cell(text):
    try:
        found = cells(f"a,b\n{text}")
    except ImportAbortedError:
        return
    assert said(found) == said(csv.reader(io.StringIO(text, newline=""), strict=True))
