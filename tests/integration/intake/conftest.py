"""An intake's tests hold wherever it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.worlds.intakes import intake_in
from tests.support.worlds.postgresql import new_postgresql, programs

_POSTGRESQL = pytest.param(
    "postgresql",
    marks=[
        pytest.mark.xdist_group("postgresql"),  # one server for all of them
        pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
    ],
)


@pytest.fixture(scope="session", params=["sqlite", _POSTGRESQL])
def _server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The only process that unit tests know of: it is there before the first of them begins."""
    if request.param == "sqlite":
        yield None
        return
    with new_postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture
def either_intake(_server: str | None, tmp_path: Path) -> Iterator[None]:
    """`tmp_path` is a home whose intake is its own file, and in another run of the test in PostgreSQL."""
    if _server is None:
        yield
        return
    with intake_in(_server, tmp_path):
        yield
