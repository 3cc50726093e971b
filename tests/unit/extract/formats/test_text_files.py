"""Text files as they are exported: encodings, separators, lines before the header and after the table."""

import codecs
import gzip
import json
from pathlib import Path

import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from tasks.extract.extract import extract

NAMED = '[order]\nsource_id = "id"\n[customer]\nsource_id = "id"\nname = "name"\n'
TEXT = "id,name\n1,Jürgen Groß\n2,Ann\n"


def read(folder: Path, content: bytes, file: str = "", name: str = "x.csv", mapping: str = NAMED) -> list[dict]:
    (folder / name).write_bytes(content)
    found = extract(str(folder / name), mapping=Mapping.from_toml(f"{mapping}[file]\n{file}", "m.toml"))
    assert found.orders["reason"].drop_nulls().to_list() == []
    return [json.loads(raw) for raw in found.orders["raw"]]


def names(orders: list[dict]) -> list[str]:
    return [order["customer"]["name"] for order in orders]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("", TEXT.encode()),
        ("", codecs.BOM_UTF8 + TEXT.encode()),
        ("", TEXT.encode("utf-16")),
        ("", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")),
        ("", TEXT.encode("utf-32")),
        ("", gzip.compress(TEXT.encode("utf-16"), mtime=0)),
        ('encoding = "windows-1252"', TEXT.encode("cp1252")),
        ('encoding = "cp1252"', gzip.compress(TEXT.encode("cp1252"), mtime=0)),
        ('encoding = "iso-8859-15"', TEXT.encode("iso-8859-15")),
        ('encoding = "utf-16-le"', TEXT.encode("utf-16-le")),
        ('encoding = "windows-1252"', codecs.BOM_UTF8 + TEXT.encode()),
    ],
)
def test_a_text_is_in_the_encoding_that_is_said(tmp_path, encoding, content):
    assert names(read(tmp_path, content, encoding)) == ["Jürgen Groß", "Ann"]


def test_japanese_is_read(tmp_path):
    found = read(tmp_path, "id,name\n1,マグカップ\n".encode("shift_jis"), 'encoding = "shift_jis"')
    assert names(found) == ["マグカップ"]


@pytest.mark.parametrize(
    ("content", "file", "message"),
    [
        (TEXT.encode("cp1252"), "", r'byte 11 \(line 2\) .*It may be windows-1252: then say encoding = "windows-1252"'),
        (
            "id,name\n1,日本語のマグカップ\n".encode("shift_jis"),
            "",
            'It may be shift_jis: then say encoding = "shift_jis"',
        ),
        ("id,name\n1,Иван Петров\n".encode("cp1251"), "", "It may be windows-1251"),
        (TEXT.encode("cp1252"), 'encoding = "ascii"', "is not ASCII throughout, as the mapping says: byte 11 is not"),
        (TEXT.encode("utf-16")[:-1], "", "begins as UTF-16 and is not UTF-16 throughout"),
    ],
)
def test_a_text_in_another_encoding_is_refused(tmp_path, content, file, message):
    with pytest.raises(ImportAbortedError, match=message):
        read(tmp_path, content, file)


def test_json_has_an_encoding_too(tmp_path):
    content = '{"id": "1", "name": "Groß"}\n'.encode("cp1252")
    assert names(read(tmp_path, content, 'encoding = "cp1252"', name="x.ndjson")) == ["Groß"]


@pytest.mark.parametrize(
    ("name", "text", "file"),
    [
        ("x.csv", "id;name\n1;Ann\n", 'separator = ";"'),
        ("x.csv", "sep=;\nid;name\n1;Ann\n", ""),
        ("x.csv", '"sep=;"\r\nid;name\r\n1;Ann\r\n', ""),
        ("x.tsv", "id\tname\n1\tAnn\n", ""),
        ("x.tab.gz", "id\tname\n1\tAnn\n", ""),
        ("x.csv", "id\tname\n1\tAnn\n", 'separator = "\\t"'),
        ("x.csv", "id, name \n1,  Ann \n", "trim = true"),
        ("x.csv", ",\nid,name\n,\n1,Ann\n", ""),
        ("x.csv", '"",""\n"id","name"\n"",""\n"1","Ann"\n"",""\n', ""),
        ("x.csv", "Export of 1. 2. 2020\n\nid,name\n1,Ann\n", ""),
        ("x.csv", 'A "report", and more,,,\nid,name\n1,Ann\n', ""),
        ("x.csv", '"two\nlines"\nid,name\n1,Ann\n', ""),
        ("x.csv", "name,x\nid,name\n1,Ann\n", ""),
        ("x.csv", "id,name\nid,name\n1,Ann\n", "skip_lines = 1"),
        ("x.csv", "id,name\n1,Ann\nTotal: 1\n", "footer = '^Total'"),
        ("x.csv", "id,name\n1,Ann\n\n1,records\n\nSeller : x,,,,\n", "footer = ['^[0-9]+,rec', '^Seller']"),
        ("x.csv", "id,name\r\n1,Ann\r\n1,records\r\n", "footer = '^(?P<orders>[0-9]+),rec'"),
        ("x.csv", "id,name\n1,Ann\n1,records", "footer = '^(?P<rows>[0-9]+),rec'"),
        ("x.csv", "id,name\n1,Ann", "footer = '^Total'"),
        ("x.csv", "id,name\n1,Ann\n1,records\n,\n,\n", "footer = '^(?P<rows>[0-9]+),rec'"),
        ("x.csv", "id,name\r1,Ann\rTotal,1\r", "footer = '^Total'"),
        ("x.csv", "\ufeffid,name\r1,Ann", ""),
        ("x.csv", "id,name\r\n1,Ann\r\nTotal\r\n", "footer = '^Total$'"),
    ],
)
def test_a_table_is_found_in_its_file(tmp_path, name, text, file):
    content = text.encode()
    assert names(read(tmp_path, gzip.compress(content) if name.endswith("gz") else content, file, name)) == ["Ann"]


@pytest.mark.parametrize(
    ("text", "file", "message"),
    [
        ("a,b\n1,2\n", "", "The file has no column 'id'.*It also lacks 'name'.*Its columns are a, b"),
        ("id;name\n1;Ann\n", "", "have ';' between them. Say separator = \";\" in"),
        ("x\n\nid\tname\n1\tAnn\n", "", 'Say separator = "'),
        ("id,nam\n1,2\n", "", "no column 'name', which the mapping names for customer.name. Its columns are id, nam"),
        ("x\nid,name\n1,Ann,2\n", "", "line 3 has 3 cells, the header has 2"),
        ('x\n\nid,name\n1,"Ann\n', "", "line 4: unexpected end of data"),
        ("id,name\nTotal: 1\n1,Ann\n", "footer = '^Total'", "line 2 has 1 cells"),
        ("id,name\n1,Ann\n2,records\n", "footer = '^(?P<orders>[0-9]+),rec'", "holds 2 orders, and it holds 1"),
        ("id,name\n1,Ann\n", "skip_lines = 5", "has no table in it"),
    ],
)
def test_a_file_without_its_table_is_refused(tmp_path, text, file, message):
    with pytest.raises(ImportAbortedError, match=message):
        read(tmp_path, text.encode(), file)


AMOUNTS = """[order]
source_id = "id"
amount = "sum"
[money]
currency = {currency}
thousands_separator = ","
[file]
footer = '^Total: (?P<amount>.*)$'
"""


def read_total(folder: Path, last: str, rows: str = "1,EUR,900\n2,EUR,1000.5\n", currency: str = '"EUR"') -> int:
    (folder / "x.csv").write_text(f"id,code,sum\n{rows}{last}\n")
    mapping = Mapping.from_toml(AMOUNTS.format(currency=currency), "m.toml")
    return extract(str(folder / "x.csv"), mapping=mapping).orders.height


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ("Total: €1,900.50 ", "1,EUR,900\n2,EUR,1000.5\n"),
        ("", "1,EUR,900\n2,EUR,1000.5\n"),
        ("Total: 5", "1,EUR,4\n2,EUR,one\n"),
        ("Total: 5", "1,EUR,4\n2,EUR,\n"),
    ],
)
def test_what_all_orders_come_to_is_what_the_footer_says(tmp_path, last, rows):
    assert read_total(tmp_path, last, rows) == 2


@pytest.mark.parametrize(
    ("last", "rows", "currency", "message"),
    [
        ("Total: 1,900.51", "1,EUR,900\n2,EUR,1000.5\n", '"EUR"', "come to 1,900.51, and they come to 190050 in the"),
        ("Total: many", "1,EUR,900\n", '"EUR"', "come to many, and they come to 90000 in the smallest"),
        ("Total: 4", "1,JPY,1\n2,JPY,4\n", '{ column = "code" }', "come to 4, and they come to 5 in the smallest"),
        ("Total: 5", "1,EUR,1\n2,USD,4\n", '{ column = "code", mixed = true }', "they are in several currencies"),
    ],
)
def test_a_file_whose_orders_come_to_something_else_is_refused(tmp_path, last, rows, currency, message):
    with pytest.raises(ImportAbortedError, match=message):
        read_total(tmp_path, last, rows, currency)


def test_all_members_of_a_compressed_file_are_read(tmp_path):
    content = gzip.compress(b"id,name\n1,Ann\n") + gzip.compress(b"2,Bob\n")
    assert names(read(tmp_path, content, name="x.csv.gz")) == ["Ann", "Bob"]
