"""Whether many bodies are being taken in at this moment: what need not be done at once waits a little for them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_FEW = 4
_LONGEST_SECONDS = 1.0


class Rush:
    """Of one process, and for its event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._is_over = asyncio.Event()
        self._is_over.set()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """In the block one more body is taken in."""
        self._note(1)
        try:
            yield
        finally:
            self._note(-1)

    async def end(self) -> None:
        """Return once there are few, or after `_LONGEST_SECONDS`: several slow clients stop nothing."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_over.wait(), _LONGEST_SECONDS)

    def _note(self, more: int) -> None:
        self._count += more
        if self._count > _FEW:
            self._is_over.clear()
        else:
            self._is_over.set()
