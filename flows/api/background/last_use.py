"""When keys were used last: noted in memory by each request, and written now and then for all of them."""

import asyncio
from pathlib import Path

from prefect.logging import get_logger

from schemas.clock import utc_now
from tasks.intake.keys.last_use import write_last_uses

_PAUSE_SECONDS = 60.0

logger = get_logger("api")


class LastUse:
    """Of the keys of one home, as this process saw them; `keep_written` runs as a task."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._times: dict[str, str] = {}

    def note(self, app_id: str) -> None:
        """This key is used now."""
        self._times[app_id] = utc_now().isoformat(timespec="seconds")

    async def keep_written(self) -> None:
        """Write each minute, until cancelled; what goes wrong is a line in the log."""
        while True:
            await asyncio.sleep(_PAUSE_SECONDS)
            await self.write()

    async def write(self) -> None:
        """Write what was noted since the last time."""
        times, self._times = self._times, {}
        if not times:
            return
        try:
            await asyncio.to_thread(write_last_uses, self._home, times)
        except Exception as error:
            logger.warning("When keys were used last is not written: %r", error)
