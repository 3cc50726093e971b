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
    with ExitStack() as first, lead(tmp_path) as second_leads:
        first_leads = first.enter_context(lead(tmp_path))
        assert (first_leads(), second_leads(), first_leads()) == (True, False, True)
        first.close()
        assert eventually(second_leads)  # a server hears a moment later that a connection is gone


def test_who_is_cut_off_leads_no_more(tmp_path: Path):
    if address_of(tmp_path) is None:
        pytest.skip("nobody is cut off from a file")
    with lead(tmp_path) as first_leads, lead(tmp_path) as second_leads:
        assert (first_leads(), second_leads()) == (True, False)
        with open_intake(tmp_path) as con:
            con.execute(CUT_OFF)
        assert eventually(lambda: not first_leads())
        assert eventually(second_leads)
        assert not first_leads()
