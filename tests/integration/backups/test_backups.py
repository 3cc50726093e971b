"""A backup into an object store and back, by the shell."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from flows.cli.main import orders_app
from schemas.errors import ImportAbortedError
from schemas.ids import ProjectKey
from tasks.backups.backup import back_up
from tasks.warehouse.connection import open_warehouse
from tests.support.worlds.object_store import s3_environment, s3_server

OF = ("--tenant", "acme", "--project", "shop")


@pytest.fixture
def bucket(monkeypatch):
    with s3_server() as endpoint:
        for name, value in s3_environment(endpoint).items():
            monkeypatch.setenv(name, value)
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="backups")
        yield "s3://backups/orders"


@pytest.fixture
def orders(home, monkeypatch, tmp_path):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)

    def run(*words: str, **options):
        return CliRunner().invoke(orders_app(), list(words), catch_exceptions=False, **options)

    return run


def test_a_project_goes_into_an_object_store_and_back(orders, bucket):
    orders("import", "-", *OF, "--format", "ndjson", input='{"source_id": "a", "amount": 1}\n')
    address = orders("backup", bucket, *OF).stdout.strip()
    orders("import", "-", *OF, "--format", "ndjson", input='{"source_id": "b", "amount": 2}\n')
    restored = json.loads(orders("restore", address, *OF, "--replace", "--json").stdout)
    exported = orders("export", *OF, "--format", "ndjson").stdout
    assert address.startswith("s3://backups/orders/acme.shop.")
    assert len(restored["lost_imports"]) == 1
    assert [json.loads(line)["source_id"] for line in exported.splitlines()] == ["a"]


def test_a_bucket_that_is_not_there_is_named(home, bucket):
    with open_warehouse(home, ProjectKey("acme", "shop")):
        pass
    with pytest.raises(ImportAbortedError, match="There is no s3://nowhere"):
        back_up(home, ProjectKey("acme", "shop"), "s3://nowhere/x", 1.0)
