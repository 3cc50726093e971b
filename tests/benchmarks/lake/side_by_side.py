"""Two writers in two processes, the upkeep in a third one, and afterwards whether all that was committed is there."""

import random
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.managers import SyncManager
from threading import Barrier, Event

from tests.benchmarks.lake.catalog import Lake, open_lake
from tests.benchmarks.lake.maintenance import maintain
from tests.benchmarks.lake.oracle import replayed
from tests.benchmarks.lake.orders import Commit, Repeats, batch, write

WRITERS = 2
_OWN, _NEW = 1_000, 20
_KEEP = timedelta(seconds=15)
_PATIENCE = 300.0


@dataclass(frozen=True)
class Outcome:
    """What a run did, and what is wrong after it."""

    faults: list[str]
    commit_count: int
    repeat_count: int
    upkeep_count: int
    refused_count: int


class Processes:
    """The processes of all runs, which start once."""

    def __init__(self, pool: ProcessPoolExecutor, manager: SyncManager) -> None:
        self._pool = pool
        self._manager = manager

    def run(self, lake: Lake, rounds: int, seed: int) -> Outcome:
        """A run: in each round both writers begin at once, and each commits a transaction."""
        barrier, has_ended = self._manager.Barrier(WRITERS), self._manager.Event()
        upkeep = self._pool.submit(_keep_up, lake, has_ended)
        writers = [self._pool.submit(_write_rounds, lake, who, rounds, seed, barrier) for who in range(WRITERS)]
        faults = [f"a writer failed: {error}" for error in map(Future.exception, writers) if error is not None]
        has_ended.set()
        if (error := upkeep.exception()) is not None:
            faults.append(f"the upkeep failed: {error}")
        if faults:
            return Outcome(faults, 0, 0, 0, 0)
        commits = [commit for writer in writers for commit in writer.result()[0]]
        oracle, order_faults = replayed(commits)
        with open_lake(lake) as con:
            faults = [*order_faults, *oracle.faults(con)]
        repeats = sum(writer.result()[1] for writer in writers)
        return Outcome(faults, len(commits), repeats, *upkeep.result())


@contextmanager
def new_processes() -> Iterator[Processes]:
    """Three processes that know nothing of each other's connections."""
    context = get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(WRITERS + 1, mp_context=context) as pool:
        yield Processes(pool, manager)


def _write_rounds(lake: Lake, who: int, rounds: int, seed: int, barrier: Barrier) -> tuple[list[Commit], int]:
    """The commits of one writer: orders that both write, some of them new in this round, and orders of its own."""
    chance, repeats, commits = random.Random(f"{seed}/{who}"), Repeats(), []
    own = range((who + 1) * 1_000_000, (who + 1) * 1_000_000 + _OWN)
    try:
        with open_lake(lake) as con:
            for number in range(rounds):
                barrier.wait(_PATIENCE)
                new = range(number * _NEW, (number + 1) * _NEW)
                earlier = chance.sample(range(number * _NEW), min(10, number * _NEW))
                mine = chance.sample(own, chance.choice((1, 5, 50, 200)))
                orders = batch(chance, [*new, *earlier, *mine], f"writer {who}, round {number}")
                commits.append(write(con, lake, orders, [], repeats))
    except BaseException:
        barrier.abort()
        raise
    return commits, repeats.count


def _keep_up(lake: Lake, has_ended: Event) -> tuple[int, int]:
    times = refused_count = 0
    with open_lake(lake) as con:
        while not has_ended.is_set():
            _, refused = maintain(con, _KEEP)
            times += 1
            refused_count += refused
            has_ended.wait(random.uniform(0, 0.5))
    return times, refused_count
