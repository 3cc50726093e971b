"""What the API has acknowledged survives it, and everything else too."""

import pytest

from tests.support.chaos.acknowledged import survive
from tests.support.worlds.api_world import new_api


@pytest.mark.deep
@pytest.mark.parametrize(("kills", "everything"), [(2, 2), (15, 5)])
def test_what_was_acknowledged_is_imported_once_whatever_is_killed(tmp_path, kills, everything):
    with new_api(tmp_path) as api:
        api.world.start_worker("worker")
        acknowledged, _ = survive(api, kills, everything)
        assert acknowledged >= kills
