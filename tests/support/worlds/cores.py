"""Which of the machine's cores processes run on: some apart from others, as on machines of their own."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cores() -> list[int]:
    """Those that this process may run on."""
    return sorted(os.sched_getaffinity(0))


@contextmanager
def started_on(some: Iterable[int]) -> Iterator[None]:
    """Processes that are started within the block stay on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, some)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def move(pid: int, some: Iterable[int]) -> None:
    """Let a process, with all the threads that it has, go on on these cores."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), some)
