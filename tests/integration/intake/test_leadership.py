"""Of those who could lead one does, and the next one as soon as that one is gone or cut off."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tasks.intake.database import lead, open_intake
from tasks.intake.stores.addresses import address_of
from tests.support.worlds.eventually import eventually

pytestmark = pytest.mark.usefixtures("either_intake")

CUT_OFF = """SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()"""


def test_one_leads_until_it_is_gone(tmp_path: Path):
    with ExitStack() as first, lead(tmp_path, gives_way=True) as second_leads:
        first_leads = first.enter_context(lead(tmp_path, gives_way=True))
        assert (first_leads(), second_leads(), first_leads()) == (True, False, True)
        first.close()
        assert eventually(second_leads)  # a server hears a moment later that a connection is gone


def test_whoever_gives_way_leads_as_long_as_nobody_else_is_there(tmp_path: Path):
    with lead(tmp_path, gives_way=True) as api_leads:
        assert api_leads()
        with lead(tmp_path, gives_way=False) as worker_leads, lead(tmp_path, gives_way=False) as next_worker_leads:
            assert not worker_leads()
            assert (api_leads(), worker_leads()) == (False, False)  # the API may be at work until it asks again
            assert (api_leads(), worker_leads(), next_worker_leads()) == (False, True, False)
            assert (api_leads(), worker_leads()) == (False, True)
        assert eventually(api_leads)


def test_who_is_cut_off_leads_no_more(tmp_path: Path):
    if address_of(tmp_path) is None:
        pytest.skip("nobody is cut off from a file")
    with lead(tmp_path, gives_way=False) as first_leads, lead(tmp_path, gives_way=False) as second_leads:
        assert (first_leads(), second_leads()) == (True, False)
        with open_intake(tmp_path) as con:
            con.execute(CUT_OFF)
        assert eventually(lambda: not first_leads())
        assert eventually(second_leads)
        assert not first_leads()
