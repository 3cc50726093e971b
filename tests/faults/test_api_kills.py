"""What the API has acknowledged survives it, and everything else too."""

import pytest

from tests.support.acknowledged import survive
from tests.support.api_world import new_api

pytestmark = pytest.mark.xdist_group("api")


def test_what_was_acknowledged_is_imported_once_whatever_is_killed(tmp_path):
    with new_api(tmp_path) as api:
        api.world.start_worker("worker")
        acknowledged, _ = survive(api, kills=3, everything=3)
        assert acknowledged >= 3
