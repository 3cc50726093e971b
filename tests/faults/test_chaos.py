"""Chaos, in small; `python -m tests.benchmarks.bench_chaos` is the same for longer."""

from pathlib import Path

from tests.support.chaos import survive
from tests.support.lane_world import new_world


def test_every_import_ends_once_and_in_order_whatever_is_killed(tmp_path: Path):
    with new_world(tmp_path) as world:
        survive(world, imports_per_lane=5, kills=8)
