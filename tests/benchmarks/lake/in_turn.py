"""One writer and, after some of its steps, the upkeep: what is stored is compared after each of them."""

import random
from collections.abc import Iterator
from datetime import timedelta

from tests.benchmarks.lake.catalog import Lake, open_lake
from tests.benchmarks.lake.maintenance import maintain
from tests.benchmarks.lake.oracle import Oracle
from tests.benchmarks.lake.orders import Order, Repeats, batch, write

_STEPS_A_COMPARISON = 20
_UPKEEP_CHANCE = 0.5


def compared(lake: Lake, steps: int, seed: int) -> Iterator[tuple[int, list[str]]]:
    """How many steps were done, and what was wrong then; it ends with the first fault."""
    chance, oracle, repeats = random.Random(seed), Oracle(), Repeats()
    with open_lake(lake) as con:
        for step in range(1, steps + 1):
            orders, deleted = _step(chance, oracle, step)
            oracle.apply(write(con, lake, orders, deleted, repeats))
            if step % _STEPS_A_COMPARISON and step != steps:
                continue
            if chance.random() < _UPKEEP_CHANCE:
                maintain(con, timedelta(0))
            faults = oracle.faults(con)
            yield step, faults
            if faults:
                return


def _step(chance: random.Random, oracle: Oracle, step: int) -> tuple[list[Order], list[int]]:
    """New orders, new content for stored ones, both in one, or ids to delete."""
    kind, size = chance.choice(("insert", "upsert", "both", "delete")), chance.choice((1, 5, 20, 100))
    stored = chance.sample(sorted(oracle.orders), min(size, len(oracle.orders)))
    if kind == "delete":
        return [], stored
    new = range(step * 1_000, step * 1_000 + size) if kind != "upsert" else []
    return batch(chance, [*new, *(stored if kind != "insert" else [])], f"step {step}"), []
