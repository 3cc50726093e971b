"""Waiting for what other processes bring about: as long as they are alive, however busy the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

Found = TypeVar("Found")

LONGEST = 600.0  # seconds; far more than anything here takes: the end of a wait that nothing else can end
_EVERY = 1.0  # seconds between two questions whether there is any hope, which may cost a request


def eventually(
    look: Callable[[], Found],
    holds: Callable[[Found], object] = bool,
    seconds: float = LONGEST,
    every: float = 0.1,
    hopeless: Callable[[], str | None] = lambda: None,
) -> Found:
    """What `look` finds once it `holds`, looking `every` so many seconds.

    Fails with what it found last as soon as `hopeless` says why nobody can bring it about any more.
    """
    deadline, asked_at = time.monotonic() + seconds, 0.0
    while not holds(found := look()):
        now = time.monotonic()
        if now > deadline:
            raise TimeoutError(found)
        if now - asked_at >= _EVERY:
            asked_at, reason = now, hopeless()
            if reason and not holds(found := look()):  # it may have come about just before
                message = f"{reason}: {found}"
                raise AssertionError(message)
        time.sleep(every)
    return found


def answers(url: str) -> bool:
    """Whether a server is well, and says so there."""
    try:
        return httpx.get(url, timeout=30).is_success
    except httpx.HTTPError:
        return False
