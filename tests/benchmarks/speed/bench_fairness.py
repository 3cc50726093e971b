"""100,000 pending deliveries of one distribution and 10 of another, and imports meanwhile: who waits how long.

Run: python -m tests.benchmarks.speed.bench_fairness [--long 100000] [--short 10] [--imports 10]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from schemas.effects.delivery import DeliveryOptions
from tasks.rules.create import create_distribution
from tasks.warehouse.connection import open_warehouse
from tests.benchmarks.inputs.crowd import NOW, batch
from tests.support.projects.outboxes import deliveries, pend, project, secret_of
from tests.support.projects.stages import KEY, import_texts
from tests.support.worlds.outside.receiver import Receiver, receiving

_DELIVERER = "\n".join(
    (
        "import asyncio, sys, pathlib",
        "from schemas.ids import ProjectKey",
        "from tasks.deliveries.deliver import deliver",
        "asyncio.run(deliver(pathlib.Path(sys.argv[1]), ProjectKey(*sys.argv[2].split('/'))))",
    )
)
_ORDERS = 2000


def main() -> None:
    """Check the answers first, then print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option, default in (("--long", 100_000), ("--short", 10), ("--imports", 10)):
        parser.add_argument(option, type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with receiving(secret_of(home)) as receiver:
            long, short = _rules(home, receiver.url, given.long, given.short)
            waits, seconds = _race(home, receiver, given.imports)
            _report(receiver, home, {"long": long, "short": short}, waits, seconds)


def _rules(home: Path, url: str, long: int, short: int) -> tuple[set[str], set[str]]:
    """Two distributions; the keys of what each has to deliver, the long one's made first and due first."""
    project(home, url, long)
    before = {key for (key,) in deliveries(home, "id")}
    with open_warehouse(home, KEY) as con:
        rule = create_distribution(
            con, NOW, name="short", trigger="order.created", channel="webhook", url=url, payload={"n": 1}
        )
        pend(con, rule.id, short)
    return before, {key for (key,) in deliveries(home, "id")} - before


def _race(home: Path, receiver: Receiver, imports: int) -> tuple[list[float], float]:
    """Import again and again while another process delivers; what each import waited for the database."""
    waits, process = [], subprocess.Popen([sys.executable, "-c", _DELIVERER, str(home), str(KEY)])
    try:
        while not receiver.times:
            time.sleep(0.01)
        start = time.monotonic()
        for turn in range(imports):
            texts, _ = batch(1_000_000, _ORDERS, turn)
            time.sleep(0.5)
            asked = time.monotonic()
            with open_warehouse(home, KEY) as con:
                waits.append(time.monotonic() - asked)
                import_texts(con, texts, f"imp_{turn}")
        seconds = time.monotonic() - start
        assert process.poll() is None, "all was delivered too soon: the imports met no delivery"
    finally:
        process.kill()
        process.wait()
    return waits, seconds


def _report(receiver: Receiver, home: Path, keys: dict[str, set[str]], waits: list[float], seconds: float) -> None:
    first = min(times[0] for times in receiver.times.values())
    long, short = (
        sorted(receiver.times[key][0] - first for key in keys[name] & receiver.times.keys())
        for name in ("long", "short")
    )
    portion = DeliveryOptions().portion
    portion_seconds = portion * seconds / (len(long) + len(short))
    _check(receiver, home, keys, len(waits))
    assert len(short) == len(keys["short"]), "the short distribution has not ended"
    assert short[-1] <= 2 * portion_seconds, "the short distribution waited for the long one"
    assert median(waits) <= portion_seconds, "imports waited for more than a portion"
    print(f"short: all {len(short)} arrived within {short[-1]:.2f} s of the first delivery of all")
    print(f"long: {len(long):,} of {len(keys['long']):,} arrived in {seconds:.1f} s, the first after {long[0]:.2f} s")
    print(f"a portion of {portion} took {portion_seconds:.2f} s, {len(waits)} imports of {_ORDERS:,} orders in between")
    print(f"imports waited {median(waits):.2f} s for the database (median; {min(waits):.2f} to {max(waits):.2f} s)")


def _check(receiver: Receiver, home: Path, keys: dict[str, set[str]], imports: int) -> None:
    """Nothing is forged, nothing is lost: not a delivery, not an order."""
    assert receiver.forged == 0
    assert {key for (key,) in deliveries(home, "id")} == keys["long"] | keys["short"]
    with open_warehouse(home, KEY) as con:
        assert con.sql("SELECT count(*) FROM orders").fetchall() == [(_ORDERS * imports,)]


if __name__ == "__main__":
    main()
