"""The numbers of every project, for `/metrics`: read again only after a project's database file has changed.

One database after the other is opened, for some milliseconds, and given up after `_PATIENCE_SECONDS` if others have it:
what was read before is good enough until the next time. So a scrape costs imports no more than a small read, and
nothing at all where nothing happens: to look at 50 projects takes 3 ms, to read one that has changed 25 ms, and 0.1 s
after 10,000 imports with 100,000 rejects.
"""

import asyncio
from collections.abc import Hashable
from pathlib import Path

from prefect.logging import get_logger

from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tasks.queries.metrics import ProjectNumbers, read_numbers
from tasks.warehouse.connection import open_to_read
from tasks.warehouse.storages.of_home import storage_of

_PATIENCE_SECONDS = 0.5

logger = get_logger("api.metrics")


class ProjectMetrics:
    """What was last read of each project below `home`."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._numbers: dict[ProjectKey, ProjectNumbers] = {}
        self._stamps: dict[ProjectKey, Hashable] = {}
        self._reading: asyncio.Task[None] | None = None
        self._is_closing = False

    async def newest(self, seconds: float) -> dict[ProjectKey, ProjectNumbers]:
        """The numbers, brought up to date as far as that is done in so many seconds; the rest goes on meanwhile."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(asyncio.to_thread(self._read_changed))
        await asyncio.wait([self._reading], timeout=seconds)
        return self._numbers

    async def close(self) -> None:
        """Read no further, and wait for what is being read."""
        self._is_closing = True
        if self._reading is not None:
            await self._reading

    def _read_changed(self) -> None:
        stamps = storage_of(self._home).stamps()
        self._numbers = {key: numbers for key, numbers in self._numbers.items() if key in stamps}
        for key, stamp in stamps.items():
            if self._is_closing:
                return
            if self._stamps.get(key) != stamp:
                self._read(key, stamp)

    def _read(self, key: ProjectKey, stamp: Hashable) -> None:
        try:
            with open_to_read(self._home, key, create=False, patience=_PATIENCE_SECONDS) as con:
                # a new one each time: who was given the old one may be reading it
                self._numbers = {**self._numbers, key: read_numbers(con)}
        except RetryableError:
            return
        except Exception as error:  # one broken database must not hide the others
            logger.warning("The numbers of %s cannot be read until its database changes: %s", key, error)
        self._stamps[key] = stamp
