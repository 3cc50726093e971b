"""The home's own database: made at its first use, by whoever is first, and brought up to date from any age."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.ids import ProjectKey
from tasks.intake.database import open_intake, read_intake
from tasks.intake.limits import limit_in_force, store_limit

pytestmark = pytest.mark.usefixtures("either_intake")

SHOP = ProjectKey("acme", "shop")


def test_many_may_be_the_first(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: store_limit(tmp_path, ProjectKey("t", f"p{number}"), number), range(8)))
    assert [limit_in_force(tmp_path, ProjectKey("t", f"p{number}")) for number in range(8)] == list(range(8))


def test_what_raises_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError, match="by zero"), open_intake(tmp_path) as con:
        con.execute("INSERT INTO import_limits VALUES ('acme', 'shop', 7, '')")
        _ = 1 / 0
    assert limit_in_force(tmp_path, SHOP) == 2000


LIMITS = "SELECT most_orders FROM import_limits WHERE tenant = ?"


def test_what_a_thread_keeps_to_read_with_sees_each_commit(tmp_path):
    seen = [read_intake(tmp_path, LIMITS, ("acme",))]
    for limit in (7, 8):
        store_limit(tmp_path, SHOP, limit)
        seen.append(read_intake(tmp_path, LIMITS, ("acme",)))
    assert seen == [[], [(7,)], [(8,)]]
