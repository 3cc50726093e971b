"""Whatever `orders up` has started, however deep below it, carries its mark in the environment and is found by it."""

import time
from collections.abc import Iterator

import psutil

MARK = "ORDERS_STARTED_BY"
_PAUSE = 0.05


def kill_marked(mark: str) -> None:
    """Kill every process that carries `mark`, until there is none left."""
    while found := list(_marked(mark)):
        for process in found:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        time.sleep(_PAUSE)


def _marked(mark: str) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                yield process
        except psutil.Error:  # it has just ended, or is somebody else's
            continue
