"""The scale path: a Prefect server on PostgreSQL, and several workers on one pool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.ids import ProjectKey
from tests.support.chaos.order_proof import faults
from tests.support.worlds.lane_world import World, new_world
from tests.support.worlds.postgresql import as_prefect_takes_it, new_postgresql, programs

pytestmark = pytest.mark.skipif(programs() is None, reason="needs PostgreSQL; .ci/run installs it")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "postgresql"
    folder.mkdir()
    with new_postgresql(folder) as url, new_world(tmp_path, database_url=as_prefect_takes_it(url)) as world:
        yield world


def test_lanes_keep_their_order_over_several_workers(world: World):
    lanes = [ProjectKey("acme", name) for name in "ab"]
    assert faults(world, lanes, imports=12, submitters=4, workers=2) == (0, 0)
