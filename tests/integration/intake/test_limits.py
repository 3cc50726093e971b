"""The caps that a home keeps: a project's own beats the general one, and both can be changed."""

import pytest

from schemas.ids import ProjectKey
from tasks.intake.limits import DEFAULT_LIMIT, limit_in_force, store_limit

pytestmark = pytest.mark.usefixtures("either_intake")

SHOP, OTHER = ProjectKey("acme", "shop"), ProjectKey("acme", "other")


def test_a_home_without_caps_has_the_default_and_stays_as_it_is(tmp_path):
    assert limit_in_force(tmp_path / "new", SHOP) == DEFAULT_LIMIT
    assert not (tmp_path / "new").exists()


def test_a_projects_own_cap_beats_the_general_one(tmp_path):
    store_limit(tmp_path, None, 10)
    store_limit(tmp_path, SHOP, 0)
    assert (limit_in_force(tmp_path, SHOP), limit_in_force(tmp_path, OTHER)) == (0, 10)
    store_limit(tmp_path, None, 20)
    assert (limit_in_force(tmp_path, SHOP), limit_in_force(tmp_path, OTHER)) == (0, 20)
