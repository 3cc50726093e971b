"""Every source read in portions is what it is read whole; positions say where to read on, and changes are noticed."""

import gzip
import io
import json
import os
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import ImportAbortedError
from tasks.backfill.feeds import sight, spool, text_feed
from tasks.backfill.feeds.feed import feed_of, open_one
from tasks.backfill.feeds.piece import Place, pieces_of
from tasks.extract.extract import extract
from tasks.extract.mapping_file import read_mapping
from tests.support.projects.backfills import request_of
from tests.support.projects.sources import HEADER, RETAIL, parquet

ORDERS = [{"source_id": str(number), "amount": number, "items": [{"price": 2}] * (number % 3)} for number in range(11)]
LINES = "".join(f"{json.dumps(order)}\n" for order in ORDERS).encode()
# the lines of an order are apart, further than any portion is long
RETAIL_LINES = HEADER + b"".join(
    b"%d,k%d,A,1,2011-06-01 08:26:00,1.5,7.0,France\n" % (line % 5, line) for line in range(40)
)


def workbook() -> bytes:
    buffer = io.BytesIO()
    pl.read_csv(RETAIL_LINES, infer_schema=False).write_excel(buffer)
    return buffer.getvalue()


SOURCES = {
    "lines": ("a.ndjson", LINES),
    "lines without an end": ("a.ndjson", LINES[:-1]),
    "Windows' line ends, blank lines": ("a.ndjson", b"\n" + LINES.replace(b"\n", b"\r\n \r\n")),
    "a byte order mark": ("a.ndjson", b"\xef\xbb\xbf" + LINES),
    "a broken line": ("a.ndjson", LINES + b'{"source_id": "\xff"}\nnothing\n' + LINES),
    "gzip": ("a.ndjson.gz", gzip.compress(LINES)),
    "UTF-16": ("a.ndjson", LINES.decode().encode("utf-16")),
    "an array": ("a.json", json.dumps(ORDERS, indent=1).encode()),
    "an empty array": ("a.json", b" [ ] "),
    "Parquet": ("a.parquet", parquet(pl.DataFrame(ORDERS))),
    "line items": ("a.csv", RETAIL_LINES),
    "a workbook": ("a.xlsx", workbook()),
}


@pytest.fixture(params=SOURCES)
def source(request, tmp_path) -> Path:
    name, content = SOURCES[request.param]
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def opened(source: Path, *, is_begun: bool = False):
    mapping = read_mapping(RETAIL) if source.suffix in (".csv", ".xlsx") else None
    place = source.parent / "0"
    found = open_one(str(source), request_of(source), mapping, {}, place)
    return feed_of(found, place, is_begun=is_begun), mapping


@pytest.mark.parametrize("size", [1, 4, 100])
def test_a_source_in_portions_is_the_whole_source(source, size):
    feed, mapping = opened(source)
    pieces = list(feed.pieces(feed.start, size))
    whole = extract(str(source), mapping=mapping)
    assert pl.concat([piece.orders for piece in pieces]).equals(whole.orders)
    assert feed.warnings == whole.warnings
    assert [piece.is_last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert all(piece.orders.height <= size for piece in pieces)


def test_pieces_may_become_larger_on_the_way(source):
    feed, _ = opened(source)
    whole = pl.concat([piece.orders for piece in feed.pieces(feed.start, 100)])
    found = []
    for piece in pieces_of(feed, feed.start, lambda: 1 + len(found)):
        assert piece.orders.height <= 1 + len(found)
        found.append(piece)
    assert pl.concat([piece.orders for piece in found]).equals(whole)
    assert [piece.is_last for piece in found] == [False] * (len(found) - 1) + [True]


def test_whoever_reads_on_reads_the_rest(source):
    feed, _ = opened(source)
    pieces = list(feed.pieces(feed.start, 3))
    for number, piece in enumerate(pieces[:-1], 1):
        rest = list(opened(source, is_begun=True)[0].pieces(piece.end, 3))
        assert [each.end for each in rest] == [each.end for each in pieces[number:]]


def test_a_large_array_is_taken_apart_without_being_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "_LARGE", 0)
    monkeypatch.setattr(spool, "read", lambda _: pytest.fail("reads it whole"))
    source = tmp_path / "a.json"
    source.write_text(json.dumps(ORDERS, indent=1))
    feed, _ = opened(source)
    found = pl.concat([piece.orders for piece in feed.pieces(feed.start, 4)])
    assert found.equals(extract(str(source)).orders)


@pytest.mark.parametrize("content", [b"[1, 2", b'[{"a": 1} {"a": 2}]', b"[1,]"])
def test_an_array_that_is_none_is_refused_as_an_import_refuses_it(tmp_path, monkeypatch, content):
    monkeypatch.setattr(spool, "_LARGE", 0)
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ImportAbortedError, match="not valid JSON"):
        opened(tmp_path / "a.json")


@pytest.mark.parametrize(("name", "limit"), [("a.xlsx", "_MOST_PACKED"), ("a.ndjson", "_MOST")])
def test_what_can_only_be_read_whole_is_refused_above_a_size(tmp_path, monkeypatch, name, limit):
    monkeypatch.setattr(spool, limit, 100)
    (tmp_path / name).write_bytes(dict(SOURCES.values())[name])
    with pytest.raises(ImportAbortedError, match="can only be read whole"):
        opened(tmp_path / name)


def test_what_was_not_touched_is_not_read_again_from_its_beginning(source, monkeypatch):
    feed, _ = opened(source)
    pieces = list(feed.pieces(feed.start, 3))
    for module in (sight, text_feed):
        monkeypatch.setattr(module, "checksum" if module is sight else "_checksum", lambda *_: pytest.fail("reads it"))
    for number, piece in enumerate(pieces[:-1], 1):
        rest = list(opened(source, is_begun=True)[0].pieces(piece.end, 3))
        assert [each.end for each in rest] == [each.end for each in pieces[number:]]


@pytest.mark.parametrize("content", [b"", b"  \n", b"<html>\n</html>\n"])
def test_what_is_no_ndjson_is_refused_before_anything_is_read(tmp_path, content):
    (tmp_path / "a.ndjson").write_bytes(content)
    with pytest.raises(ImportAbortedError, match=r"is empty|is not JSON"):
        opened(tmp_path / "a.ndjson")


def test_a_change_before_the_position_is_noticed_whatever_the_clock_says(source):
    if source.stat().st_size < 200:
        pytest.skip("one piece")
    feed, _ = opened(source)
    end = next(iter(feed.pieces(feed.start, 3))).end
    times = source.stat()
    content = source.read_bytes()
    source.write_bytes(content[:30] + bytes([content[30] ^ 1]) + content[31:])
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises((ImportAbortedError, OSError), match=r"has changed|cannot be read"):
        list(opened(source, is_begun=True)[0].pieces(end, 3))


def test_a_file_that_is_shorter_than_what_was_read_has_changed(tmp_path):
    (tmp_path / "a.ndjson").write_bytes(LINES)
    feed, _ = opened(tmp_path / "a.ndjson", is_begun=True)
    with pytest.raises(ImportAbortedError, match="has changed since the backfill began"):
        list(feed.pieces(Place(position=10_000), 3))
