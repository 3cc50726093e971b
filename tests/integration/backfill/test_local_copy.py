"""A source behind a URL is fetched once, and a download that breaks off goes on where it was."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import backfill
from tasks.backfill.feeds.local_copy import local_copy
from tasks.warehouse.connection import open_warehouse
from tests.support.projects.backfills import OpenWarehouse
from tests.support.projects.stages import KEY

CONTENT = b"".join(b'{"source_id": "%d"}\n' % number for number in range(1000))


class Store:
    """What a server has, how much of it comes before a connection breaks, and what it was asked for."""

    def __init__(self) -> None:
        self.content, self.etag, self.most, self.status, self.asked = CONTENT, '"1"', 10**9, None, []


@contextmanager
def served(store: Store) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range", "bytes=0-")
            store.asked.append(asked)
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            part = store.content[start:]
            self.send_response(store.status or (206 if "Range" in self.headers else 200))
            self.send_header("ETag", store.etag)
            self.send_header("Content-Length", str(len(part)))
            if "Range" in self.headers:
                whole = len(store.content)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.end_headers()
            self.wfile.write(part[: store.most])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/orders.ndjson"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def url(store):
    with served(store) as address:
        yield address


def test_what_breaks_off_goes_on_where_it_was(store, url, tmp_path):
    store.most = 7000
    version = local_copy(url, tmp_path / "a.copy")
    assert (tmp_path / "a.copy").read_bytes() == CONTENT
    assert store.asked == ["bytes=0-", "bytes=7000-", "bytes=14000-"]
    assert local_copy(url, tmp_path / "a.copy") == version
    assert len(store.asked) == 3


def test_what_breaks_off_too_often_can_be_gone_on_with(store, url, tmp_path):
    store.most = 1000
    with pytest.raises(RetryableError):
        local_copy(url, tmp_path / "a.copy")
    store.most = 10**9
    local_copy(url, tmp_path / "a.copy")
    assert (tmp_path / "a.copy").read_bytes() == CONTENT


def test_what_has_changed_between_two_parts_is_refused(store, url, tmp_path):
    store.most = 1000
    with pytest.raises(RetryableError):
        local_copy(url, tmp_path / "a.copy")
    store.etag = '"2"'
    with pytest.raises(ImportAbortedError, match="has changed since the backfill began"):
        local_copy(url, tmp_path / "a.copy")


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (404, ImportAbortedError, "There is no "),
        (403, ImportAbortedError, "may not be read"),
        (503, RetryableError, "answers with 503"),
    ],
)
def test_what_a_server_refuses_is_said(store, url, tmp_path, status, error, said):
    store.status = status
    with pytest.raises(error, match=said):
        local_copy(url, tmp_path / "a.copy")


def test_what_is_behind_no_known_scheme_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read ftp://server/a"):
        local_copy("ftp://server/a", tmp_path / "a.copy")


def test_a_backfill_reads_a_url_and_leaves_no_copy(url, tmp_path):
    with open_warehouse(tmp_path, KEY) as con:
        report = backfill(BackfillRequest(KEY, (url,), portion=300), OpenWarehouse(tmp_path, con))
        assert json.loads(con.execute("SELECT to_json(count(*)) FROM orders").fetchone()[0]) == 1000
    assert (report.row_count, report.byte_count, report.sources[0].name) == (1000, len(CONTENT), url)
    assert list((tmp_path / "backfills").rglob("*")) == []
