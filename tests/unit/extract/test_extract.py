"""Sources of every format and kind: each order's exact text, or one line that says why there is none."""

import gzip
import io
import json
import sys
from datetime import datetime
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import polars as pl
import pyarrow as pa
import pytest

from schemas.errors import ImportAbortedError, OrdersError, RetryableError, UsageError
from schemas.orders.source_format import SourceFormat
from tasks.extract.extract import extract
from tasks.extract.source import open_source, read_mapping

A, B = '{"source_id": "a", "amount": 1.50}', '{"source_id":"b","metadata":{"n":null}}'
NDJSON, ARRAY = f"{A}\n{B}\n".encode(), f"[{A},\n {B}]".encode()
RETAIL = "data/mappings/online_retail.toml"
HEADER = b"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROW = b"1,a,A,1,2011-06-01 08:26:00,1.5,7.0,France\n"


def plain(data: bytes) -> bytes:
    return data


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


@pytest.fixture
def read(tmp_path):
    """Extract `data` from a file called `name`."""

    def read_file(name: str, data: bytes, **options):
        (tmp_path / name).write_bytes(data)
        return extract(str(tmp_path / name), **options)

    return read_file


def raws(extracted) -> list[str]:
    assert extracted.orders.schema == {"row": pl.UInt32, "raw": pl.String, "path": pl.String, "reason": pl.String}
    return extracted.orders["raw"].to_list()


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
    assert extracted.orders.row(2)[2:] == ("$", "the line is not valid UTF-8 (byte 14)")
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
        ("x.csv", HEADER + b"\xff" + ROW, "byte 82 is not UTF-8"),
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


def test_a_mapping_is_for_columns_only(read):
    with pytest.raises(UsageError, match="is NDJSON, which needs no mapping"):
        read("x.ndjson", NDJSON, mapping=read_mapping(RETAIL))


def test_a_given_format_is_believed(read):
    assert raws(read("x.json", A.encode(), format=SourceFormat.NDJSON)) == [A]
    with pytest.raises(ImportAbortedError, match="is not an array of orders"):
        read("x.json", NDJSON, format=SourceFormat.JSON)


def test_names_with_wildcards_are_names(read):
    assert raws(read("[x]*.ndjson", NDJSON)) == [A, B]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pl.Series([2**63], dtype=pl.UInt64), "9223372036854775808"),
        (pl.Series([-5]), "-5"),
        (pl.Series([10.5]), "10.5"),
        (pl.Series([float("nan")]), '"NaN"'),
        (pl.Series([Decimal("12.50")]), "12.50"),
        (pl.Series([True]), "true"),
        (pl.Series(['ö"\n']), r'"ö\"\n"'),
        (pl.Series(["PAID"], dtype=pl.Categorical), '"PAID"'),
        (pl.Series([datetime(2020, 1, 2)]), '"2020-01-02T00:00:00Z"'),
        (pl.Series([datetime(2020, 7, 2)]).dt.replace_time_zone("Europe/London"), '"2020-07-01T23:00:00Z"'),
        (pl.Series([datetime(2020, 1, 2).date()]), '"2020-01-02"'),
        (pl.Series([[{"quantity": 1, "price": None}, None]]), '[{"quantity":1},null]'),
        (pl.Series([{"source_id": "c", "metadata": {"a": None}}]), '{"source_id":"c","metadata":{"a":null}}'),
        (pl.Series([{"metadata": ' {"a":[1]}'}]), '{"metadata": {"a":[1]}}'),
        (pl.Series([{"metadata": '{"a":1}, "id":"x"'}]), r'{"metadata":"{\"a\":1}, \"id\":\"x\""}'),
        (pl.Series([{"metadata": {"a": float("inf")}}]), '{"metadata":{"a":inf}}'),
    ],
)
def test_a_parquet_value_becomes_json_unchanged(read, value, expected):
    frame = pl.DataFrame({"source_id": ["a"], "value": value})
    assert raws(read("x.parquet", parquet(frame))) == [f'{{"source_id":"a","value":{expected}}}']


def test_parquet_metadata_may_be_json_text_and_null_is_absent(read):
    frame = pl.DataFrame({"source_id": ["a", None], "metadata": ['{"n":12345678901234567890}', None]})
    assert raws(read("x.parquet", parquet(frame))) == ['{"source_id":"a","metadata":{"n":12345678901234567890}}', "{}"]


def test_parquet_that_cannot_be_orders_is_refused(read):
    with pytest.raises(ImportAbortedError, match=r"Column 'items\.sku' holds bytes"):
        read("x.parquet", parquet(pl.DataFrame({"items": [[{"sku": b"x"}]]})))
    with pytest.raises(UsageError, match=r"no column of an order.*--mapping"):
        read("x.parquet", parquet(pl.DataFrame({"InvoiceNo": ["1"]})))


def test_parquet_line_items_take_a_mapping(read):
    frame = pl.read_csv(HEADER + ROW, infer_schema_length=1)
    found = json.loads(raws(read("x.parquet", parquet(frame), mapping=read_mapping(RETAIL)))[0])
    assert (found["customer"]["source_id"], found["items"][0]["price"]) == ("7", 150)


class RangeHandler(SimpleHTTPRequestHandler):
    """Serves parts of files, as every object store does."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        if not (path := self.translate_path(self.path)).endswith(".forbidden"):
            return self.send_part(path)
        return self.send_error(403)

    def send_part(self, path):
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                whole = file.read()
        except OSError:
            return self.send_error(404)
        start, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
        first = int(start) if start else max(0, len(whole) - int(end))
        part = whole[first : int(end) + 1 if start and end else None]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(part) - 1}/{len(whole)}")
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
        self.end_headers()
        return self.wfile.write(part) if self.command == "GET" else None

    def log_message(self, *_):
        pass


@pytest.fixture
def url(tmp_path):
    """Address, with a user's name and password in it, of a server of the files in `tmp_path`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(RangeHandler, directory=tmp_path))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://me:secret@127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.ndjson", NDJSON),
        ("x.json", ARRAY),
        ("x", gzip.compress(NDJSON, mtime=0)),
        ("x.parquet", parquet(pl.DataFrame({"source_id": ["a", "b"]}))),
    ],
)
def test_a_url_is_read_and_its_name_has_no_secrets(url, tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    extracted = extract(f"{url}/{name}?signature=secret")
    assert [json.loads(raw)["source_id"] for raw in raws(extracted)] == ["a", "b"]
    assert extracted.source.endswith(f"/{name}")
    assert "secret" not in extracted.source


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [("none.json", ImportAbortedError, "There is no http"), ("x.forbidden", ImportAbortedError, "may not be read")],
)
def test_what_a_server_refuses_is_told_without_secrets(url, name, error, message):
    with pytest.raises(error, match=message) as caught:
        extract(f"{url}/{name}?signature=secret")
    assert "secret" not in str(caught.value)


def test_a_url_that_is_not_utf8_says_what_to_do(url, tmp_path):
    (tmp_path / "x.ndjson").write_bytes(b'{"a":"\xff"}\n')
    with pytest.raises(ImportAbortedError, match="Download it and import the file"):
        extract(f"{url}/x.ndjson")


def test_network_trouble_is_worth_another_try():
    with pytest.raises(RetryableError, match=r"http://127\.0\.0\.1:9/x\.ndjson cannot be reached") as caught:
        extract("http://me:secret@127.0.0.1:9/x.ndjson?signature=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("source", ["s3://bucket/x.json", "gs://bucket/x.json", "az://box/x.json", "https://h/x.json"])
def test_object_stores_are_sources(source):
    assert open_source(source).is_remote


def test_every_refusal_is_an_error_of_ours(read):
    with pytest.raises(OrdersError, match="is not JSON"):
        read("x.json", b"\xff\xfe[\x00]\x00")
