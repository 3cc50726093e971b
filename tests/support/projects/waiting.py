"""Threads that want to work on one project at the same time, whichever storage it is in."""

import threading
from pathlib import Path

from tasks.warehouse.exclusion.project_lock import project_lock
from tests.support.projects.stages import KEY


def order_of_work(home: Path, count: int) -> list[int]:
    """In which order so many got the project, who had come one after the other while somebody else had it.

    One that had it beside another is missing.
    """
    order: list[int] = []
    at_work: list[int] = []
    waits = [threading.Event() for _ in range(count)]

    def work(number: int) -> None:
        with project_lock(home, KEY, lambda _process: waits[number].set()):
            at_work.append(number)
            assert at_work == [number]
            order.append(number)
            at_work.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    with project_lock(home, KEY):
        for thread, wait in zip(threads, waits, strict=True):
            thread.start()
            assert wait.wait(60)
    for thread in threads:
        thread.join()
    return order
