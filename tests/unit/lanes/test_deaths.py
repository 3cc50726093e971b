"""A death counts once, however many workers have noticed it."""

import pytest

from flows.lanes.recovery import times

BEGUN = ["Pending", "Running"]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["Scheduled", *BEGUN], 0),
        (["Scheduled", *BEGUN, "Interrupted", *BEGUN], 1),
        (["Scheduled", *BEGUN, "Interrupted", "Interrupted", *BEGUN], 1),
        (["Scheduled", *BEGUN, "Interrupted", *BEGUN, "Interrupted"], 2),
    ],
)
def test_a_death_that_two_have_noticed_counts_once(names, count):
    assert times(names, "Interrupted") == count
