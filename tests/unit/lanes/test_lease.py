"""Without the lease of its lane, nobody commits."""

from pathlib import Path
from uuid import uuid4

import pytest

from flows.lanes.lease import LaneLease, LeaseLostError
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.fencing import fenced, raise_fence, read_fence
from tasks.warehouse.statements import transaction
from tests.support.projects.stages import KEY


def test_a_run_that_lost_its_lease_rolls_back(tmp_path: Path):
    lease = LaneLease(uuid4())
    lease.granted(uuid4())
    with open_warehouse(tmp_path, KEY) as con:
        lease.is_lost = True
        with (
            fenced(read_fence(con), lease.check, lease.refuse),
            pytest.raises(LeaseLostError, match="commits nothing"),
            transaction(con),
        ):
            con.execute(
                "INSERT INTO imports (id, source, status, started_at) VALUES ('imp', 's', 'x', now()::TIMESTAMP)"
            )
        assert con.execute("SELECT count(*) FROM imports").fetchone() == (0,)


def test_who_was_never_given_a_lease_commits_nothing():
    with pytest.raises(LeaseLostError, match="commits nothing"):
        LaneLease(uuid4()).check()


def test_an_earlier_holder_cannot_commit_after_a_later_one(tmp_path: Path):
    lease = LaneLease(uuid4())
    lease.granted(uuid4())
    with open_warehouse(tmp_path, KEY) as con:
        earlier = raise_fence(con, lease.check)
        later = raise_fence(con, lease.check)
        with fenced(later, lease.check, lease.refuse), transaction(con):
            pass
        with (
            fenced(earlier, lambda: None, LaneLease(uuid4()).refuse),
            pytest.raises(LeaseLostError, match="commits nothing"),
            transaction(con),
        ):
            pass
        assert (earlier, later, read_fence(con)) == (1, 2, 2)


def test_who_has_lost_the_lease_does_not_raise_the_fence(tmp_path: Path):
    with open_warehouse(tmp_path, KEY) as con:
        with pytest.raises(LeaseLostError, match="commits nothing"):
            raise_fence(con, LaneLease(uuid4()).check)
        assert read_fence(con) == 0
