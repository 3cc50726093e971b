"""What one process has open for many requests: opened by the first, closed once somebody else waits for it or nobody
has come back to it for a while.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from schemas.errors import RetryableError
from tasks.warehouse.exclusion.wait_queue import in_use
from tasks.warehouse.statements import Connection

P = ParamSpec("P")
T = TypeVar("T")
_GRACE_SECONDS = 1.0  # who opens a database has the same deadline, and says soon after it who keeps it
# a thread waits for each project that is busy, so that these keep nobody else from theirs
_THREADS = 64


@dataclass(frozen=True, slots=True)
class Use:
    """A project's database as it is wanted: how it is opened, given the seconds of patience, and who else waits for it;
    how long it stays open when nobody uses it, and how often it is looked whether somebody waits.
    """

    name: Hashable
    open: Callable[[float], AbstractContextManager[Connection]]
    is_waited_for: Callable[[], bool]
    idle_seconds: float
    look_seconds: float


@dataclass(eq=False)
class _Opening:
    use: Use
    closing: ExitStack
    con: asyncio.Task[Connection]
    user_count: int = 0
    is_let_go: bool = False

    @property
    def is_open(self) -> bool:
        return not self.is_let_go and self.con.done() and self.con.exception() is None

    @property
    def takes_more(self) -> bool:
        if self.is_let_go or not self.con.done():
            return not self.is_let_go
        return self.con.exception() is None and not self.use.is_waited_for()


class Openings:
    """Of one event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, "database")
        self._open: dict[Hashable, _Opening] = {}
        self._tasks: set[asyncio.Task[object]] = set()

    def has(self, use: Use) -> bool:
        """Whether it is open already."""
        opening = self._open.get(use.name)
        return opening is not None and opening.is_open

    @asynccontextmanager
    async def joined(self, use: Use, deadline: float) -> AsyncIterator[Connection]:
        """The connection, opened if need be. Raises `RetryableError` if that cannot be done before the deadline."""
        opening = await self._joined(use, deadline)
        try:
            yield opening.con.result()
        finally:
            self._left(opening)

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What it returns, or raises, while others go on."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))

    async def to_its_end(self, work: Coroutine[None, None, T]) -> T:
        """What it comes to; it is finished even if nobody waits for it any more."""
        return await asyncio.shield(self._start(work))

    async def close(self) -> None:
        """Wait until all work is done and all that was opened is closed."""
        for opening in list(self._open.values()):
            # nobody comes back to what is open any more
            opening.use = replace(opening.use, idle_seconds=0.0)
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._threads.shutdown()

    def _start(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _joined(self, use: Use, deadline: float) -> _Opening:
        """An opening that is open; whoever began it may give up before us, and then we begin one."""
        while True:
            opening = self._open.get(use.name)
            if opening is None or not opening.takes_more:
                opening = self._open[use.name] = self._opening(use, deadline)
            opening.user_count += 1
            try:
                await by(deadline + _GRACE_SECONDS, asyncio.shield(opening.con))
            except BaseException as error:
                self._left(opening)
                if not isinstance(error, RetryableError) or time.monotonic() >= deadline:
                    raise
            else:
                return opening

    def _left(self, opening: _Opening) -> None:
        opening.user_count -= 1
        if opening.user_count == 0:
            # in the background: closing moves DuckDB's log into the file, and what was committed is safe before
            self._start(self._let_go(opening))

    def _opening(self, use: Use, deadline: float) -> _Opening:
        closing = ExitStack()

        def enter() -> Connection:
            return closing.enter_context(use.open(max(0.0, deadline - time.monotonic())))

        return _Opening(use, closing, self._start(self.in_thread(enter)))

    async def _let_go(self, opening: _Opening) -> None:
        """Close it once somebody else waits for it or nobody has come back to it for a while."""
        await asyncio.wait([opening.con])
        is_open, began = opening.con.exception() is None, time.monotonic()
        while True:
            # looked at last thing before it is let go: requests may have come since
            if opening.user_count or opening.is_let_go:
                return
            if not is_open or time.monotonic() - began > opening.use.idle_seconds or opening.use.is_waited_for():
                break
            await asyncio.sleep(opening.use.look_seconds)
        opening.is_let_go = True
        if self._open.get(opening.use.name) is opening:
            del self._open[opening.use.name]
        if is_open:
            await self.in_thread(opening.closing.close)


async def by(deadline: float, waiting: Awaitable[T]) -> T:
    """What it comes to; raises `RetryableError` if that takes longer."""
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            return await waiting
    except TimeoutError as error:
        detail = "The project's database is in use, and other requests wait for it too."
        raise in_use(detail, "Ask again in a moment.") from error
