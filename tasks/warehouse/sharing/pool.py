"""The databases of one process that serves many requests: they share what is open, as one process has it at a time.

Each opening waits in the wait queue of its database (`tasks.warehouse.storages.storage`). Opening and closing
cost more than most reads, so requests share an opening until another process waits for the database; then it takes
nobody on and is closed when those at work are done. An import waits for a request or two, and a request for an import
that transforms, loads and refreshes, not for one that reads or validates its source.

What an import's process has open it works on for others (`tasks.warehouse.sharing.server`): it is asked first, so that
a database changes hands when imports begin and end, not for each request. Beside imports of 2,000 orders and small
writes of the same client, a read takes a sixth of what it takes with the file handed over for each write, a write and
the imports themselves a third. A snapshot copied after each import would answer at once, but late, and cost the whole
file each time. One process that owns the file would be one more thing that has to be alive for imports, whose frames
would have to travel to it.

Where the storage lets others read beside whoever changes the data, reads have an opening of their own, and wait for
nobody.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

from schemas.errors import DatabaseBusyError
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_to_read, open_warehouse
from tasks.warehouse.sharing.client import ask_holder
from tasks.warehouse.sharing.openings import Openings, Use, by
from tasks.warehouse.sharing.work import Work
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.of_home import storage_of

P = ParamSpec("P")
T = TypeVar("T")
_IDLE_SECONDS = 0.25
_IDLE_READER_SECONDS = 60.0  # nobody waits for it, and opening it takes longer than most reads
_UNQUEUED_SECONDS = 0.25  # for which whoever is about to open a database may do so, and answer
_TRY_SECONDS = 0.1  # to open a database, before whoever has it open is asked again


class DatabasePool:
    """The databases below `home`, for one event loop; a project's is made if it is not there.

    `read` and `write` raise `RetryableError` if they cannot begin within about `patience` seconds, whoever is in the
    way.
    """

    def __init__(self, home: Path, patience: float) -> None:
        self._home, self._patience = home, patience
        self._openings = Openings()
        self._writers: defaultdict[ProjectKey, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(
        self, key: ProjectKey, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`function(con, *args, **kwargs)`, a function of a module, which sees one state of the data throughout."""
        work = Work(function, args, kwargs)
        return await self._openings.to_its_end(self._read(key, work))

    async def write(
        self, key: ProjectKey, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """`function(con, *args, **kwargs)`, a function of a module, while nobody else writes; it begins and commits.

        Like what is read, it is finished even if the request is given up meanwhile.
        """
        work = Work(function, args, kwargs)
        return await self._openings.to_its_end(self._written(key, work))

    async def close(self) -> None:
        """Wait until all work is done and all that was opened is closed."""
        await self._openings.close()

    async def _read(self, key: ProjectKey, work: Work[T]) -> T:
        if storage_of(self._home).reads_beside_writers:
            async with self._openings.joined(self._to_read(key), self._deadline()) as con:
                return await self._openings.in_thread(work.read, con)
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
        use, queue_at = self._to_change(key), min(deadline, time.monotonic() + _UNQUEUED_SECONDS)
        while True:
            if not self._openings.has(use):
                left = max(0.0, deadline - time.monotonic())
                is_answered, value = await self._openings.in_thread(elsewhere, left)
                if is_answered:
                    return cast(T, value)
            # a process that has just opened it would have to close it again for whoever waits in the queue
            has_queued = time.monotonic() >= queue_at
            if has_queued or not use.is_waited_for():
                try:
                    patience = _TRY_SECONDS if has_queued else 0.0
                    async with self._openings.joined(use, min(deadline, time.monotonic() + patience)) as con:
                        return await self._openings.in_thread(here, con)
                except DatabaseBusyError:
                    if time.monotonic() >= deadline:
                        raise
            if not has_queued:
                await asyncio.sleep(use.look_seconds)

    def _deadline(self) -> float:
        return time.monotonic() + self._patience

    @asynccontextmanager
    async def _alone_at_writing(self, key: ProjectKey, deadline: float) -> AsyncIterator[None]:
        writers = self._writers[key]
        await by(deadline, writers.acquire())
        try:
            yield
        finally:
            writers.release()

    def _to_change(self, key: ProjectKey) -> Use:
        storage = storage_of(self._home)
        return Use(
            (key, "change"),
            lambda patience: open_warehouse(self._home, key, patience=patience),
            lambda: storage.is_waited_for(key),
            _IDLE_SECONDS,
            storage.look_seconds,
        )

    def _to_read(self, key: ProjectKey) -> Use:
        return Use(
            (key, "read"),
            lambda patience: open_to_read(self._home, key, patience=patience),
            lambda: False,
            _IDLE_READER_SECONDS,
            _IDLE_SECONDS,
        )
