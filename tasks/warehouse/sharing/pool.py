"""The databases of one process that serves many requests: they share what is open, as one process has it at a time.

Each opening waits in the wait queue of its database (`tasks.warehouse.exclusion.wait_queue`). Opening and closing
cost more than most reads, so requests share an opening until another process waits for the database; then it takes
nobody on and is closed when those at work are done. An import waits for a request or two, and a request for an import
that transforms, loads and refreshes, not for one that reads or validates its source.

What an import's process has open it works on for others (`tasks.warehouse.sharing.server`): it is asked first, so that
a database changes hands when imports begin and end, not for each request. Beside imports of 2,000 orders and small
writes of the same client, a read takes a sixth of what it takes with the file handed over for each write, a write and
the imports themselves a third. A snapshot copied after each import would answer at once, but late, and cost the whole
file each time. One process that owns the file would be one more thing that has to be alive for imports, whose frames
would have to travel to it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

from schemas.errors import DatabaseBusyError, RetryableError
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
from tasks.warehouse.exclusion.wait_queue import in_use, is_waited_for
from tasks.warehouse.location import database_path
from tasks.warehouse.sharing.client import ask_holder
from tasks.warehouse.sharing.work import Work
from tasks.warehouse.statements import Connection

P = ParamSpec("P")
T = TypeVar("T")
_IDLE_SECONDS, _LOOK_SECONDS, _GRACE_SECONDS = 0.25, 0.01, 0.25
_UNQUEUED_SECONDS = 0.25  # for which whoever is about to open a database may do so, and answer
_TRY_SECONDS = 0.1  # to open a database, before whoever has it open is asked again
# a thread waits for each project that is busy, so that these keep nobody else from theirs
_THREADS = 64


@dataclass(eq=False)
class _Opening:
    path: Path
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
        return self.con.exception() is None and not is_waited_for(self.path)


class DatabasePool:
    """The databases below `home`, for one event loop; a project's is made if it is not there.

    `read` and `write` raise `RetryableError` if they cannot begin within about `patience` seconds, whoever is in the
    way.
    """

    def __init__(self, home: Path, patience: float) -> None:
        self._home, self._patience = home, patience
        self._threads = ThreadPoolExecutor(_THREADS, "database")
        self._open: dict[ProjectKey, _Opening] = {}
        self._writers: defaultdict[ProjectKey, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[object]] = set()

    async def read(
        self, key: ProjectKey, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`function(con, *args, **kwargs)`, a function of a module, which sees one state of the data throughout."""
        work = Work(function, args, kwargs)
        return await self._to_its_end(self._read(key, work))

    async def write(
        self, key: ProjectKey, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`function(con, *args, **kwargs)`, a function of a module, while nobody else writes; it begins and commits.

        Like what is read, it is finished even if the request is given up meanwhile.
        """
        work = Work(function, args, kwargs)
        return await self._to_its_end(self._written(key, work))

    async def close(self) -> None:
        """Wait until all work is done and all that was opened is closed."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._threads.shutdown()

    async def _to_its_end(self, work: Coroutine[None, None, T]) -> T:
        return await asyncio.shield(self._start(work))

    def _start(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _read(self, key: ProjectKey, work: Work[T]) -> T:
        return await self._done(key, work.read, lambda _: ask_holder(self._home, key, work), self._deadline())

    async def _written(self, key: ProjectKey, work: Work[T]) -> T:
        deadline = self._deadline()
        async with self._alone_at_writing(key, deadline):
            return await self._done(key, work.write, lambda left: ask_holder(self._home, key, work, left), deadline)

    async def _done(
        self,
        key: ProjectKey,
        here: Callable[[Connection], T],
        elsewhere: Callable[[float], tuple[bool, T | None]],
        deadline: float,
    ) -> T:
        """Here if the database is open or can be opened at once, else by the process that has it open."""
        queue_at = min(deadline, time.monotonic() + _UNQUEUED_SECONDS)
        while True:
            opening = self._open.get(key)
            if opening is None or not opening.is_open:
                is_answered, value = await self._in_thread(elsewhere, max(0.0, deadline - time.monotonic()))
                if is_answered:
                    return cast(T, value)
            # a process that has just opened it would have to close it again for whoever waits in the queue
            has_queued = time.monotonic() >= queue_at
            if has_queued or not is_waited_for(database_path(self._home, key)):
                try:
                    patience = _TRY_SECONDS if has_queued else 0.0
                    async with self._opened(key, min(deadline, time.monotonic() + patience)) as con:
                        return await self._in_thread(here, con)
                except DatabaseBusyError:
                    if time.monotonic() >= deadline:
                        raise
            if not has_queued:
                await asyncio.sleep(_LOOK_SECONDS)

    def _deadline(self) -> float:
        return time.monotonic() + self._patience

    @asynccontextmanager
    async def _alone_at_writing(self, key: ProjectKey, deadline: float) -> AsyncIterator[None]:
        writers = self._writers[key]
        await _by(deadline, writers.acquire())
        try:
            yield
        finally:
            writers.release()

    @asynccontextmanager
    async def _opened(self, key: ProjectKey, deadline: float) -> AsyncIterator[Connection]:
        opening = await self._joined(key, deadline)
        try:
            yield opening.con.result()
        finally:
            self._left(key, opening)

    async def _joined(self, key: ProjectKey, deadline: float) -> _Opening:
        """An opening that is open; whoever began it may give up before us, and then we begin one."""
        while True:
            opening = self._open.get(key)
            if opening is None or not opening.takes_more:
                opening = self._open[key] = self._opening(key, deadline)
            opening.user_count += 1
            try:
                await _by(deadline, asyncio.shield(opening.con))
            except BaseException as error:
                self._left(key, opening)
                if not isinstance(error, RetryableError) or time.monotonic() >= deadline:
                    raise
            else:
                return opening

    def _left(self, key: ProjectKey, opening: _Opening) -> None:
        opening.user_count -= 1
        if opening.user_count == 0:
            # in the background: closing moves DuckDB's log into the file, and what was committed is safe before
            self._start(self._let_go(key, opening))

    def _opening(self, key: ProjectKey, deadline: float) -> _Opening:
        closing = ExitStack()

        def enter() -> Connection:
            patience = max(0.0, deadline - time.monotonic())
            return closing.enter_context(open_warehouse(self._home, key, patience=patience))

        return _Opening(database_path(self._home, key), closing, self._start(self._in_thread(enter)))

    async def _let_go(self, key: ProjectKey, opening: _Opening) -> None:
        """Close it once somebody else waits for it or nobody has come back to it for a while."""
        await asyncio.wait([opening.con])
        is_open, until = opening.con.exception() is None, time.monotonic() + _IDLE_SECONDS
        while True:
            # looked at last thing before it is let go: requests may have come since
            if opening.user_count or opening.is_let_go:
                return
            if not is_open or time.monotonic() > until or is_waited_for(opening.path):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        opening.is_let_go = True
        if self._open.get(key) is opening:
            del self._open[key]
        if is_open:
            await self._in_thread(opening.closing.close)

    async def _in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: work(*args, **kwargs))


async def _by(deadline: float, waiting: Awaitable[T]) -> T:
    """What it comes to; raises `RetryableError` if that takes longer."""
    # who opens the database has the same deadline, and hears in time who keeps it
    seconds = deadline - time.monotonic() + _GRACE_SECONDS
    try:
        async with asyncio.timeout(seconds):
            return await waiting
    except TimeoutError as error:
        detail = "The project's database is in use, and other requests wait for it too."
        raise in_use(detail, "Ask again in a moment.") from error
