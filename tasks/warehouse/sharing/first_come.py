"""A lock among the threads of a process that who came first gets first, which Python's own does not promise."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class FirstCome:
    """One at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: deque[object] = deque()
        self._changed = Condition()

    @contextmanager
    def alone(self, patience: float | None = None) -> Iterator[None]:
        """Be the only one for the block. Raises `TimeoutError` if that takes longer than `patience` seconds."""
        me = object()
        with self._changed:
            self._waiting.append(me)
            if not self._changed.wait_for(lambda: self._waiting[0] is me, patience):
                self._leave(me)
                raise TimeoutError
        try:
            yield
        finally:
            with self._changed:
                self._leave(me)

    def _leave(self, me: object) -> None:
        self._waiting.remove(me)
        self._changed.notify_all()
