"""A real PostgreSQL for catalogs, and a real object store for rows."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.support.projects.lakes import lake_for
from tests.support.worlds.object_store import s3_environment, s3_server
from tests.support.worlds.postgresql import new_postgresql, programs


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL."""
    if programs() is None:
        pytest.skip("there is no PostgreSQL here")
    with new_postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(scope="package")
def object_store() -> Iterator[str]:
    """The address of a store with the bucket `orders`, which the environment names."""
    with s3_server() as endpoint, pytest.MonkeyPatch.context() as patch:
        for name, value in s3_environment(endpoint).items():
            patch.setenv(name, value)
        boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="orders")
        yield endpoint


@pytest.fixture
def address(home: Path, tmp_path: Path, server: str) -> Iterator[str]:
    """The projects of `home` are in lakes whose rows are in a folder: the value of ORDERS_STORAGE."""
    with lake_for(home, server, str(tmp_path / "rows")) as address:
        yield address
