"""Without the lease of its lane, nobody commits."""

from pathlib import Path
from uuid import uuid4

import pytest

from flows.lanes.lease import LaneLease, LeaseLostError
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.fencing import fenced
from tasks.warehouse.statements import transaction
from tests.support.stages import KEY


def test_a_run_that_lost_its_lease_rolls_back(tmp_path: Path):
    lease = LaneLease(uuid4())
    lease.granted(uuid4())
    with open_warehouse(tmp_path, KEY) as con:
        lease.is_lost = True
        with (
            fenced(lease.token, lease.check, lease.refuse),
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
    refuse = LaneLease(uuid4()).refuse
    with open_warehouse(tmp_path, KEY) as con:
        for token in (1, 1, 2):
            with fenced(token, lambda: None, refuse), transaction(con):
                pass
        with pytest.raises(LeaseLostError, match="commits nothing"), fenced(1, lambda: None, refuse), transaction(con):
            pass
        assert con.execute("SELECT token FROM lane_fence").fetchone() == (2,)
