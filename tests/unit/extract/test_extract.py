"""Files of every format: each order's exact text, or one line that says why there is none."""

import gzip
import io
import json
import sys
from types import SimpleNamespace

import polars as pl
import pyarrow as pa
import pytest

from schemas.errors import ImportAbortedError, OrdersError, UsageError
from schemas.orders.source_format import SourceFormat
from tasks.extract.extract import extract
from tasks.extract.mapping_file import read_mapping
from tests.support.projects.sources import ARRAY, HEADER, NDJSON, RETAIL, ROW, A, B, parquet, raws


def plain(data: bytes) -> bytes:
    return data


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


@pytest.mark.parametrize("compress", [plain, gzip.compress, zstd])
@pytest.mark.parametrize("name", ["x", "x.json", "x.JSON.gz", "x.ndjson", "x.jsonl.zst"])
@pytest.mark.parametrize(("data", "format"), [(NDJSON, "ndjson"), (ARRAY, "json")])
def test_json_is_found_by_its_content(read, name, data, format, compress):
    extracted = read(name, compress(data))
    assert (extracted.format, raws(extracted)) == (SourceFormat(format), [A, B])


@pytest.mark.parametrize("compress", [plain, gzip.compress, zstd])
def test_parquet_and_csv_may_be_compressed(read, compress):
    frame = pl.DataFrame({"source_id": ["a"]})
    assert raws(read("x.parquet.gz", compress(parquet(frame)))) == ['{"source_id":"a"}']
    found = read("x.csv.zst", compress(HEADER + ROW), mapping=read_mapping(RETAIL))
    assert json.loads(raws(found)[0])["source_id"] == "1"


@pytest.mark.parametrize(
    "data", [NDJSON, ARRAY, gzip.compress(NDJSON, mtime=0), parquet(pl.DataFrame({"source_id": ["a", "b"]}))]
)
def test_standard_input_is_read(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    extracted = extract("-")
    assert (extracted.source, extracted.orders.height) == ("-", 2)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf" + NDJSON, [A, B]),
        (b"\n \t\n" + NDJSON.replace(b"\n", b"\r\n\r\n"), [A, B]),
        (f"{A}\n{{broken\n[1]\n{B}".encode(), [A, "{broken", "[1]", B]),
        (b'oops\n{"a":1}', ["oops", '{"a":1}']),
    ],
)
def test_lines_are_orders_whatever_is_in_them(read, data, expected):
    extracted = read("x.ndjson", data)
    assert raws(extracted) == expected
    assert extracted.orders["row"].to_list() == list(range(len(expected)))
    assert extracted.orders["reason"].null_count() == len(expected)


def test_a_line_that_is_not_utf8_is_the_only_one_rejected(read):
    extracted = read("x.ndjson", NDJSON + b'{"source_id":"\xff"}\r\n' + NDJSON)
    assert raws(extracted) == [A, B, '{"source_id":"�"}', A, B]
    assert extracted.orders.row(2)[2:] == ("invalid_json", "$", "the line is not valid UTF-8 (byte 14)")
    assert extracted.orders["reason"].count() == 1


def test_an_element_that_is_not_utf8_is_the_only_one_rejected(read):
    extracted = read("x.json", b'[{"source_id":"\xff"},' + ARRAY[1:])
    assert raws(extracted) == ['{"source_id":"�"}', A, B]
    assert extracted.orders["reason"].to_list() == ["the line is not valid UTF-8 (byte 14)", None, None]


def test_an_indented_array_gives_one_line_an_order(read):
    data = json.dumps([{"source_id": "a\n b", "items": [{"price": 1}]}, 5], indent=2).encode()
    assert raws(read("x.json", data)) == ['{"source_id": "a\\n b","items": [{"price": 1}]}', "5"]


def test_a_byte_order_mark_before_an_array_is_skipped(read):
    assert raws(read("x.json", b"\xef\xbb\xbf" + ARRAY)) == [A, B]


DEEP = '{"metadata":' + "[" * 5000 + '"]"' + "]" * 5000 + "}"
NEAR = '{"metadata":' + "[" * 985 + "]" * 985 + "}"
HALF = r'{"source_id":"\ud83d"}'


BAD = [[DEEP], [NEAR], [HALF], [HALF, DEEP], [r'"\ude00"'], [r'{"a":["\\",{"\ud83d":"]},"}]}'], [DEEP, "1", "[]"]]
TORN = [f"[{HALF}", f"[{HALF}]]", f"[{HALF},]", f"[{HALF},01]", f"[{HALF} {DEEP}]", f"[[{DEEP}"]


@pytest.mark.parametrize("between", [",", " \n, "])
@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_an_element_that_no_decoder_takes_is_one_bad_order(read, bad, between):
    for texts in ([A, *bad, B], [*bad, A, B], [A, B, *bad], bad):
        extracted = read("x.json", f"\n[ {between.join(texts)} ]\n".encode())
        assert [raw.strip() for raw in raws(extracted)] == texts


@pytest.mark.parametrize("torn", TORN, ids=range(len(TORN)))
def test_an_array_that_is_torn_as_well_is_refused(read, torn):
    with pytest.raises(ImportAbortedError, match=r"x\.json is n"):
        read("x.json", torn.encode())


@pytest.mark.parametrize("compress", [plain, gzip.compress])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("data", [ARRAY, NDJSON, NDJSON.replace(b"\n", b"\r\n")])
def test_what_begins_with_the_mark_of_utf16_is_read_as_that(read, data, encoding, compress):
    assert raws(read("x.json", compress(data.decode().encode(encoding)))) == [A, B]
    assert raws(read("x", compress(data.decode().encode(f"{encoding}-be").join([BOM[encoding], b""])))) == [A, B]


BOM = {"utf-16": b"\xfe\xff", "utf-32": b"\x00\x00\xfe\xff"}


def test_half_a_character_in_utf16_is_the_only_fault(read):
    text = f'{A}\n{{"source_id":"\ud83d"}}\n{B}'.encode("utf-16", "surrogatepass")
    extracted = read("x.ndjson", text)
    assert [raws(extracted)[0], raws(extracted)[2]] == [A, B]
    assert extracted.orders["reason"].to_list() == [None, "the line is not valid UTF-8 (byte 14)", None]


def test_utf16_that_ends_within_a_character_says_so(read):
    with pytest.raises(ImportAbortedError, match=r"x\.json begins as UTF-16 and is not UTF-16 throughout"):
        read("x.json", ARRAY.decode().encode("utf-16")[:-1])


def test_every_part_of_a_gz_file_is_read(read):
    assert raws(read("x.ndjson.gz", gzip.compress(A.encode() + b"\n") + gzip.compress(B.encode()))) == [A, B]


def test_many_orders_come_in_chunks_and_in_order(read):
    extracted = read("x.ndjson", b"".join(b'{"source_id":"%d"}\n' % number for number in range(20_000)))
    assert extracted.orders.n_chunks() == 3
    assert extracted.orders["row"].to_list() == list(range(20_000))


@pytest.mark.parametrize(("name", "data"), [("x.json", b"[]"), ("x.parquet", parquet(pl.DataFrame({"id": []})))])
def test_no_orders_is_a_valid_import(read, name, data):
    assert raws(read(name, data)) == []


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.json", b"", "x.json is empty"),
        ("x.ndjson", b" \n\n", "x.ndjson is empty"),
        ("x.csv", b"", "x.csv is empty"),
        ("x.json", b"<html>", "is not JSON: it begins with '<html>'"),
        ("x.ndjson", b"1\n2\n", "is not JSON: it begins with '1'"),
        ("x", b"a;b\n1;2\n", "looks like none of the formats"),
        ("x.json", ARRAY[:-1], "is not valid JSON: Input data was truncated"),
        ("x.json", b"[" * 100_000, "is nested too deeply"),
        ("x.json", b'[{"a":1,}]', r"is not valid JSON: trailing comma in object \(byte 8\)"),
        ("x.json", b'{"orders":[]}', "is not an array of orders"),
        ("x.json", b'{\n"orders":[\n{"a":1},\n{"b":2}]}', "is not an array of orders"),
        ("x.ndjson.gz", gzip.compress(NDJSON, mtime=0)[:-9], "cannot be read: .*It may be cut off"),
        ("x.json.zst", zstd(ARRAY)[:-4], "cannot be read: .*It may be cut off"),
        ("x.parquet", b"PAR1 nothing PAR1", "is not a Parquet file"),
        ("x.csv", HEADER + ROW + b"1,2,3,4,5,6,7,8,9\n", "line 3 has 9 cells, the header has 8"),
        ("x.csv", HEADER + ROW + b"1,2,3\n", "line 3 has 3 cells, the header has 8"),
        ("x.csv", HEADER + b'"' + ROW, "is not a CSV file that can be read: line 2: unexpected end of data"),
        ("x.csv", HEADER + b"\xff" + ROW, r"byte 82 \(line 2\) is no part of a character. It may be windows-1252"),
    ],
)
def test_a_source_that_is_wrong_as_a_whole_says_so_in_one_line(read, name, data, message):
    with pytest.raises(ImportAbortedError, match=message) as caught:
        read(name, data, mapping=read_mapping(RETAIL) if "csv" in name else None)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ("none.json", ImportAbortedError, r"There is no none\.json"),
        ("tests", ImportAbortedError, "tests is a folder"),
        ("ftp://host/x.json", UsageError, "ftp:// is not a kind of source"),
        ("data/online_retail_sample.csv", UsageError, "nothing says which column is what"),
    ],
)
def test_a_source_that_cannot_be_opened_says_so(source, error, message):
    with pytest.raises(error, match=message):
        extract(source)


def test_json_that_a_mapping_does_not_fit_is_refused(read):
    with pytest.raises(ImportAbortedError, match="The file has no column"):
        read("x.ndjson", NDJSON, mapping=read_mapping(RETAIL))


def test_a_given_format_is_believed(read):
    assert raws(read("x.json", A.encode(), format=SourceFormat.NDJSON)) == [A]
    with pytest.raises(ImportAbortedError, match="is not an array of orders"):
        read("x.json", NDJSON, format=SourceFormat.JSON)


def test_names_with_wildcards_are_names(read):
    assert raws(read("[x]*.ndjson", NDJSON)) == [A, B]


def test_every_refusal_is_an_error_of_ours(read):
    with pytest.raises(OrdersError, match="is not JSON"):
        read("x.json", b"\xff[\x00]\x00")
