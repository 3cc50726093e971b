"""How requests reach a project's database, which one process can open at a time.

Open, work, close: each opening waits in the turnstile (`tasks.turnstile`) for its turn, and requests that come within
`WINDOW_SECONDS` share it, for opening costs more than most reads. It is closed as soon as nobody uses it, so an import
waits for one window at most, and a request for an import that transforms, loads and refreshes.

Not a snapshot copied after each import: it would answer at once, but late, and would cost the whole file each time.
Not one process that owns the file: imports would depend on one more thing being alive, and on its memory.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request

from schemas.ids import ProjectKey
from tasks.warehouse import Connection, open_warehouse, transaction

T = TypeVar("T")
WINDOW_SECONDS = 0.05
# a thread waits for each project that is busy, so that these keep nobody else from theirs
_THREADS = 64


@dataclass(eq=False)
class _Opening:
    warehouse: AbstractContextManager[Connection]
    con: asyncio.Task[Connection]
    user_count: int = 0
    opened_at: float | None = None

    @property
    def takes_more(self) -> bool:
        return self.opened_at is None or time.monotonic() < self.opened_at + WINDOW_SECONDS


class Databases:
    """The databases below `home`, for one event loop; a project's is made if it is not there.

    `read` and `write` raise `TryAgain` if the database stays in use for longer than `patience` seconds.
    """

    def __init__(self, home: Path, patience: float) -> None:
        self._home, self._patience = home, patience
        self._threads = ThreadPoolExecutor(_THREADS, "database")
        self._open: dict[ProjectKey, _Opening] = {}
        self._writers: defaultdict[ProjectKey, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def read(self, key: ProjectKey, work: Callable[..., T], *arguments: Any) -> T:
        """`work(con, *arguments)` in a thread, which sees one state of the data throughout."""
        return await asyncio.shield(self._start(self._read(key, work, arguments)))

    async def write(self, key: ProjectKey, work: Callable[..., T], *arguments: Any) -> T:
        """`work(con, *arguments)` in a thread while nobody else writes to the project; it begins and commits.

        Like what is read, it is finished even if the request is given up meanwhile.
        """
        return await asyncio.shield(self._start(self._write(key, work, arguments)))

    async def close(self) -> None:
        """Wait until all work is done and all that was opened is closed."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._threads.shutdown()

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _read(self, key: ProjectKey, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        async with self._opened(key) as con:
            return await self._in_thread(_in_one_transaction, con, work, arguments)

    async def _write(self, key: ProjectKey, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        async with self._writers[key], self._opened(key) as con:
            return await self._in_thread(_with_cursor, con, work, arguments)

    @asynccontextmanager
    async def _opened(self, key: ProjectKey) -> AsyncIterator[Connection]:
        opening = self._open.get(key)
        if opening is None or not opening.takes_more:
            opening = self._open[key] = self._opening(key)
        opening.user_count += 1
        try:
            yield await opening.con
        finally:
            opening.user_count -= 1
            if opening.user_count == 0:
                self._let_go(key, opening)

    def _opening(self, key: ProjectKey) -> _Opening:
        warehouse = open_warehouse(key.database(self._home), patience=self._patience)
        opening = _Opening(warehouse, self._start(self._in_thread(warehouse.__enter__)))

        def note_time(_done: object) -> None:
            opening.opened_at = time.monotonic()

        opening.con.add_done_callback(note_time)
        return opening

    def _let_go(self, key: ProjectKey, opening: _Opening) -> None:
        if self._open.get(key) is opening:
            del self._open[key]
        # in the background: closing moves DuckDB's log into the file, and what was committed is safe before
        self._start(self._close(opening))

    async def _close(self, opening: _Opening) -> None:
        if opening.con.exception() is None:
            await self._in_thread(opening.warehouse.__exit__, None, None, None)

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *arguments))


def _in_one_transaction(con: Connection, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    with con.cursor() as cursor, transaction(cursor):
        return work(cursor, *arguments)


def _with_cursor(con: Connection, work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    with con.cursor() as cursor:
        return work(cursor, *arguments)


async def reading(request: Request, key: ProjectKey, work: Callable[..., T], *arguments: Any) -> T:
    """See `Databases.read`."""
    return await request.app.state.databases.read(key, work, *arguments)


async def writing(request: Request, key: ProjectKey, work: Callable[..., T], *arguments: Any) -> T:
    """See `Databases.write`."""
    return await request.app.state.databases.write(key, work, *arguments)
