"""The clocks of the lanes fit together."""

from flows.lanes import timing


def test_a_lost_heartbeat_or_two_are_no_death():
    assert timing.SILENT_SECONDS >= 3 * timing.HEARTBEAT_SECONDS
    assert timing.PREFECT_SILENT_SECONDS > 2 * timing.PREFECT_HEARTBEAT_SECONDS


def test_whoever_starts_is_waited_for_longer_than_whoever_works():
    assert timing.STARTING_SECONDS > timing.SILENT_SECONDS


def test_a_holder_asks_the_server_before_anybody_may_take_its_lane():
    assert timing.PROOF_SECONDS + timing.HEARTBEAT_SECONDS <= timing.SILENT_SECONDS < timing.LEASE_SECONDS
