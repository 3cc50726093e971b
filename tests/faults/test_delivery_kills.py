"""kill -9 of the delivering process loses nothing; what arrives twice has the same key and the same body."""

import pytest

from tests.support.chaos.kills import survive_kills


@pytest.mark.deep
def test_every_delivery_arrives_though_the_deliverer_is_killed(tmp_path):
    told = survive_kills(tmp_path, 5000, 20, seed=7)
    assert told.kills == 20
    assert told.statuses == {"delivered"}
    assert set(told.receiver.bodies) == told.keys == {key for key, times in told.receiver.accepted.items() if times}
    assert all(len(bodies) == 1 for bodies in told.receiver.bodies.values())
    assert told.receiver.forged == 0
