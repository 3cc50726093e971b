"""Chaos over everything, in small; `tests.benchmarks.proofs.bench_everything` is the same for as long as one likes."""

from pathlib import Path

import pytest

from tests.support.chaos.everything import survive_everything
from tests.support.worlds.api_world import new_api


@pytest.mark.deep
@pytest.mark.parametrize(("projects", "kills", "outage_seconds"), [(3, 4, 3), (10, 60, 60)])
def test_every_acknowledged_batch_is_imported_once_and_in_order(
    tmp_path: Path, projects: int, kills: int, outage_seconds: float
):
    with new_api(tmp_path) as api:
        assert survive_everything(api, projects, kills, outage_seconds) >= projects
