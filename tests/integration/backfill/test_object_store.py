"""A backfill of what lies in an object store: folders, patterns, changes, and downloads that break off."""

import json
from collections.abc import Iterator

import boto3
import pytest

from schemas.errors import ImportAbortedError, RetryableError, UsageError
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.backfill.feeds import local_copy as copies
from tasks.backfill.sources import listed
from tests.support.projects.backfills import Killed
from tests.support.projects.stages import KEY
from tests.support.worlds.object_store import s3_environment, s3_server

BUCKET = "shop"
KEYS = ("exports/o-10.ndjson", "exports/o-2.ndjson", "exports/2020/o 1.ndjson", "exports/_SUCCESS", "exports-old/x")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def store(endpoint, monkeypatch):
    for name, value in s3_environment(endpoint).items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket=BUCKET)
    for number, key in enumerate(KEYS):
        client.put_object(Bucket=BUCKET, Key=key, Body=orders(number, 3))
    yield client
    for found in client.list_objects_v2(Bucket=BUCKET)["Contents"]:
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    client.delete_bucket(Bucket=BUCKET)


def orders(first: int, count: int) -> bytes:
    return "".join(f'{{"source_id": "{first}-{number}"}}\n' for number in range(count)).encode()


def of(*sources: str, **options: object) -> BackfillRequest:
    return BackfillRequest(KEY, sources, **options)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("s3://shop/exports/", ["exports/2020/o%201.ndjson", "exports/o-2.ndjson", "exports/o-10.ndjson"]),
        ("s3://shop", ["exports-old/x", "exports/2020/o%201.ndjson", "exports/o-2.ndjson", "exports/o-10.ndjson"]),
        ("s3://shop/exports/o-*.ndjson", ["exports/o-2.ndjson", "exports/o-10.ndjson"]),
        ("s3://shop/*/2020/o*", ["exports/2020/o%201.ndjson"]),
        ("s3://shop/exports/o-2.ndjson", ["exports/o-2.ndjson"]),
    ],
)
def test_folders_and_patterns_of_a_store_are_listed_as_those_here(store, source, expected):
    assert listed([source], {}) == [f"s3://shop/{key}" for key in expected]


def test_a_reference_in_the_url_of_a_folder_stays_one(store):
    found = listed(["s3://${ORDERS_SOURCE_BUCKET}/exports/2020/"], {"ORDERS_SOURCE_BUCKET": "shop"})
    assert found == ["s3://${ORDERS_SOURCE_BUCKET}/exports/2020/o%201.ndjson"]


@pytest.mark.parametrize(
    ("source", "error", "said"),
    [
        ("s3://shop/none/", UsageError, "There is no file in s3://shop/none/"),
        ("s3://other/exports/", ImportAbortedError, "There is no s3://other/exports/"),
        ("s3:///exports/", UsageError, "names no bucket"),
    ],
)
def test_what_is_not_there_is_said(store, source, error, said):
    with pytest.raises(error, match=said):
        listed([source], {})


def test_a_folder_of_a_store_is_imported_and_no_copy_of_it_stays(store, warehouse):
    report = backfill(of("s3://shop/exports/", portion=2), warehouse)
    assert (report.row_count, report.done_count, report.differences) == (9, 9, [])
    assert [each.first_row for each in report.sources] == [0, 3, 6]
    assert list(warehouse.backfills_folder.rglob("*")) == []


def test_an_object_that_has_changed_between_two_attempts_is_refused(store, warehouse, monkeypatch):
    request = of("s3://shop/exports/o-2.ndjson", portion=1)

    def die(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        backfill(request, warehouse, BackfillCallbacks(on_progress=die))
    for copy in warehouse.backfills_folder.rglob("*.copy"):
        copy.unlink()
        copy.with_suffix(".version").unlink()
    store.put_object(Bucket=BUCKET, Key="exports/o-2.ndjson", Body=orders(7, 3))
    with pytest.raises(ImportAbortedError, match="has changed since the backfill began"):
        backfill(request, warehouse)


def test_a_download_that_breaks_off_goes_on_where_it_was(store, warehouse, monkeypatch):
    whole, starts = copies.content_from, []

    def broken_off(url: str, start: int, version: str):
        starts.append(start)
        yield b"".join(whole(url, start, version))[:30]
        if len(starts) < 3:
            message = "The network is down."
            raise RetryableError(message)

    monkeypatch.setattr(copies, "content_from", broken_off)
    report = backfill(of("s3://shop/exports/o-2.ndjson"), warehouse)
    assert (starts, report.done_count) == ([0, 30, 60], 3)
    found = warehouse.con.execute("SELECT to_json(list(source_id ORDER BY source_id)) FROM orders").fetchone()[0]
    assert json.loads(found) == ["1-0", "1-1", "1-2"]
