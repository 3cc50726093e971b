"""One `orders up` on a home, which others can find."""

import os

import pytest

from flows.local.home_lock import RunningSystem, only_system_on, running_system
from schemas.errors import UsageError

API, PREFECT = "http://127.0.0.1:8010", "http://127.0.0.1:4200"


def test_a_second_one_is_refused_and_told_of_the_first(tmp_path):
    refusal = rf"works on {tmp_path} already: process {os.getpid()}, {API}/docs\. Stop it first"
    with (
        only_system_on(tmp_path, API, PREFECT),
        pytest.raises(UsageError, match=refusal),
        only_system_on(tmp_path, "http://other", PREFECT),
    ):
        pass


def test_commands_find_it_as_soon_as_it_answers(tmp_path):
    with only_system_on(tmp_path, API, PREFECT) as announce_ready:
        assert running_system(tmp_path) is None
        announce_ready()
        assert running_system(tmp_path) == RunningSystem(os.getpid(), API, PREFECT, is_ready=True)


def test_the_next_one_may_begin_when_the_first_has_ended(tmp_path):
    with only_system_on(tmp_path / "new", API, PREFECT) as announce_ready:
        announce_ready()
    assert running_system(tmp_path / "new") is None
    with only_system_on(tmp_path / "new", API, PREFECT):
        pass


def test_what_a_killed_one_has_left_counts_for_nothing(tmp_path):
    with only_system_on(tmp_path, API, PREFECT) as announce_ready:
        announce_ready()
        record = (tmp_path / "up.json").read_text()
    (tmp_path / "up.json").write_text(record)
    assert running_system(tmp_path) is None
