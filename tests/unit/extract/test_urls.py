"""Sources behind URLs: read like files, and no secret of theirs is in a name or an error."""

import gzip
import json
import traceback
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from schemas.errors import ImportAbortedError, RetryableError
from tasks.extract.extract import extract
from tasks.extract.source import open_source
from tests.support.projects.sources import ARRAY, NDJSON, parquet, raws
from tests.support.worlds.outside.file_server import file_server

HIDDEN = "hid" + "den"  # in no line of code that a traceback quotes


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with file_server(tmp_path) as url:
        yield url


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
def test_what_a_server_refuses_is_reported_without_secrets(url, name, error, message):
    with pytest.raises(error, match=message) as caught:
        extract(f"{url}/{name}?signature=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["none.json", "x.forbidden"])
def test_what_is_logged_of_a_failure_has_no_secrets_either(url, name):
    with pytest.raises(ImportAbortedError) as caught:
        extract(f"{url}/{name}?signature={HIDDEN}")
    logged = "".join(traceback.format_exception(caught.value))
    assert HIDDEN not in logged
    assert "me:secret" not in logged


def test_a_url_may_refer_to_variables_which_no_error_shows(url, tmp_path):
    (tmp_path / "x.ndjson").write_bytes(NDJSON)
    variables = {"ORDERS_SOURCE_LOGIN": "me:secret", "ORDERS_SOURCE_NAME": "x", "ORDERS_SOURCE_QUERY": f"sig={HIDDEN}"}
    asked = url.replace("me:secret", "${ORDERS_SOURCE_LOGIN}") + "/${ORDERS_SOURCE_NAME}.ndjson?${ORDERS_SOURCE_QUERY}"
    assert len(raws(extract(asked, variables=variables))) == 2
    with pytest.raises(
        ImportAbortedError, match=r"There is no http://127.*/\$\{ORDERS_SOURCE_NAME\}\.ndjson"
    ) as caught:
        extract(asked, variables={**variables, "ORDERS_SOURCE_NAME": HIDDEN})
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))


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
