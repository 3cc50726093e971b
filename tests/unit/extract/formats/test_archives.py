"""Packed files, files with the name of another format, and texts that are not in the encoding that is said."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pytest

from schemas.errors import ImportAbortedError
from schemas.mapping.mapping import Mapping
from schemas.presets.facts import FileFacts
from tasks.extract.extract import extract
from tests.support.projects.workbooks import xlsx

MAPPING = Mapping.from_toml('[order]\nsource_id = "id"\nmetadata.name = "name"', "m.toml")
TEXT = "id,name\n1,Jürgen\n2,Ann\n"
BOOK = xlsx({"a": [["id", "name"], ["1", "Jürgen"], ["2", "Ann"]]})


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_in_", "/"), content)
    return buffer.getvalue()


def names(folder, name: str, content: bytes, encoding: str | None = None) -> list[str]:
    (folder / name).write_bytes(content)
    found = extract(str(folder / name), mapping=MAPPING, facts=FileFacts(encoding=encoding))
    return [json.loads(raw)["metadata"]["name"] for raw in found.orders["raw"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv.bz2", bz2.compress(TEXT[:15].encode()) + bz2.compress(TEXT[15:].encode())),
        ("x.csv.xz", lzma.compress(TEXT.encode())),
        ("x.zip", zipped(**{"orders.csv": TEXT.encode(), "__MACOSX_in_orders.csv": b"", ".DS_Store": b""})),
        ("x.zip", zipped(**{"orders.xlsx": BOOK})),
        ("x.csv.gz", gzip.compress(TEXT[:9].encode()) + gzip.compress(TEXT[9:].encode())),
        ("x.csv", BOOK),
        ("x.xlsx", BOOK),
        ("x.xls", TEXT.encode()),
        ("x.txt", (TEXT.replace("\n", ",\n")).encode()),
    ],
    ids=map(str, range(9)),
)
def test_a_packed_file_is_what_is_in_it_whatever_its_name(tmp_path, name, content):
    assert names(tmp_path, name, content) == ["Jürgen", "Ann"]


@pytest.mark.parametrize(
    ("name", "content", "encoding", "message"),
    [
        ("x.zip", zipped(a=b"1", b=b"2"), None, "is an archive of 2 files"),
        ("x.csv.bz2", bz2.compress(TEXT.encode())[:-5], None, "cannot be unpacked"),
        ("x.zip", zipped(**{"a.csv": TEXT.encode()})[:-30], None, "cannot be unpacked"),
        ("x.csv", TEXT.encode("utf-16-le"), None, "is UTF-16 without a byte order mark, and nothing says so"),
        ("x.csv", TEXT.encode("utf-16-be"), None, "is UTF-16 without a byte order mark, and nothing says so"),
        ("x.csv", TEXT.encode(), "iso-8859-15", "is UTF-8, and not iso-8859-15. Leave the encoding out"),
        ("x.csv", "id,name\n1,O’Neil\n".encode("cp1252"), "latin-1", "is windows-1252 or the like, and not latin-1"),
        ("x.xls", b"<html><table>", None, "is not a workbook that can be read"),
    ],
    ids=map(str, range(8)),
)
def test_what_cannot_be_read_as_it_is_said_is_refused(tmp_path, name, content, encoding, message):
    with pytest.raises(ImportAbortedError, match=message):
        names(tmp_path, name, content, encoding)


def test_a_wrapper_is_told_where_its_orders_are(tmp_path):
    document = {"links": [{"rel": "next"}, {"rel": "last"}], "data": {"orders": [{"source_id": "1"}]}}
    (tmp_path / "x.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ImportAbortedError, match=r"its member data\.orders is an array of 1"):
        extract(str(tmp_path / "x.json"))


def test_a_body_in_utf16_without_a_mark_is_called_so(tmp_path):
    (tmp_path / "x.json").write_bytes('[{"source_id": "1"}]'.encode("utf-16-le"))
    with pytest.raises(ImportAbortedError, match="is UTF-16 without a byte order mark"):
        extract(str(tmp_path / "x.json"))
