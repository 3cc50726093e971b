"""One server and one API for the tests that speak HTTP and kill nothing; each has projects of its own."""

from collections.abc import Iterator

import pytest

from tests.support.worlds.api_world import ApiWorld, new_api


@pytest.fixture(scope="package")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiWorld]:
    with new_api(tmp_path_factory.mktemp("api")) as api:
        yield api


@pytest.fixture(scope="package")
def api_with_worker(api: ApiWorld) -> ApiWorld:
    """The API's world, its worker running."""
    api.world.start_worker("worker")
    return api
