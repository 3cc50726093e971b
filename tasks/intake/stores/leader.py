"""Of all processes on an intake one leads: the one that has its lock. What a lock is, is the store's."""

from abc import ABC, abstractmethod


class Leader(ABC):
    """Of one process, as long as it leads or stands by; for one thread at a time."""

    def __init__(self, *, gives_way: bool) -> None:
        self._gives_way = gives_way
        self._is_leading = False

    def leads(self) -> bool:
        """Whether it has the lock, which it takes if nobody has it and nobody is there to whom it gives way.

        It lets go of it when it is asked again after it has said no: whoever asks has stopped leading by then.
        """
        if self._gives_way and self._must_give_way():
            if not self._is_leading:
                self._let_go()
            self._is_leading = False
        else:
            self._is_leading = self._take()
        return self._is_leading

    @abstractmethod
    def close(self) -> None:
        """Lead no more."""

    @abstractmethod
    def _must_give_way(self) -> bool:
        """Whether one is there that gives way to nobody."""

    @abstractmethod
    def _take(self) -> bool:
        """Have the lock, if nobody else has it; whether that is so."""

    @abstractmethod
    def _let_go(self) -> None:
        """Have the lock no more, if it was had."""
