"""The API answers as its OpenAPI description says, whatever it is asked."""

from collections.abc import Iterator

import httpx
import pytest

from schemas.ids import ProjectKey
from tests.support.laws.described import NEGATIVE, OPERATIONS, POSITIVE, REFUSABLE, StoredNames, hold, stored
from tests.support.worlds.api_world import ApiWorld

pytestmark = pytest.mark.xdist_group("api")

COUNT = 3
ERASURE = "POST /v1/customers/{name}/permanent-deletion"  # each is waited for ten seconds, and nobody works here


@pytest.fixture(scope="module")
def caller(api: ApiWorld) -> Iterator[httpx.Client]:
    with api.caller(ProjectKey("acme", "schema")) as caller:
        yield caller


@pytest.fixture(scope="module")
def stored_names(caller: httpx.Client) -> StoredNames:
    return stored(caller)


@pytest.mark.parametrize("label", OPERATIONS)
def test_what_is_valid_is_answered_as_described(caller, stored_names, label):
    hold(caller, label, POSITIVE, stored_names, 1 if label == ERASURE else COUNT)


@pytest.mark.parametrize("label", REFUSABLE)
def test_what_is_invalid_is_refused_as_described(caller, stored_names, label):
    hold(caller, label, NEGATIVE, stored_names, COUNT)
