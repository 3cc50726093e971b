"""10,000 deliveries to a moody receiver while the delivering process is killed 20 times: what arrived, in which time.

Run: python -m tests.benchmarks.proofs.bench_deliveries [--count 10000] [--kills 20] [--seed 1]
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.support.chaos.kills import Survived, survive_kills


def main() -> None:
    """Check the answer first, then print the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option, default in (("--count", 10_000), ("--kills", 20), ("--seed", 1)):
        parser.add_argument(option, type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        told = survive_kills(Path(folder), given.count, given.kills, given.seed)
        seconds = time.perf_counter() - start
    _check(told, given.count)
    attempts, accepted = told.receiver.attempts.total(), told.receiver.accepted
    again = sum(times - 1 for times in accepted.values())
    print(f"{given.count:,} deliveries, {told.kills} kills: all arrived, in {seconds:.1f} s")
    print(f"{attempts:,} attempts came in; {again:,} arrived again, each with its own key and body")


def _check(told: Survived, count: int) -> None:
    assert told.statuses == {"delivered"}, told.statuses
    arrived = {key for key, times in told.receiver.accepted.items() if times}
    assert len(told.keys) == count
    assert arrived == told.keys == set(told.receiver.bodies)
    assert all(len(bodies) == 1 for bodies in told.receiver.bodies.values())
    assert told.receiver.forged == 0


if __name__ == "__main__":
    main()
