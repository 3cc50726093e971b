"""Waiting for what other processes bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def eventually(
    look: Callable[[], Found], holds: Callable[[Found], object] = bool, seconds: float = 60, every: float = 0.1
) -> Found:
    """What `look` finds once it `holds`, looking `every` so many seconds; fails with what it found last."""
    deadline = time.monotonic() + seconds
    while not holds(found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(found)
        time.sleep(every)
    return found
