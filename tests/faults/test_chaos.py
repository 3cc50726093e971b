"""Chaos, in small; `python -m tests.benchmarks.proofs.bench_chaos` is the same for as long as one likes."""

from pathlib import Path

import pytest

from tests.support.chaos.chaos import survive
from tests.support.worlds.lane_world import new_world


@pytest.mark.deep
def test_every_import_ends_once_and_in_order_whatever_is_killed(tmp_path: Path):
    with new_world(tmp_path) as world:
        survive(world, imports_per_lane=10, kills=16)
