"""The orders of one import, read while Prefect is asked for the lane: all that needs no database.

Invariant: source and cap are those of the time when the import runs (contract §1). So an import that has to wait for
another forgets what it has read, and reads once it has the lane. Only small files are read ahead: what can be read but
once, such as a pipe, must not be forgotten, and what takes long is not to keep a process that has gone back in line.
"""

import asyncio
from dataclasses import replace

from flows.imports.context import Job
from flows.imports.gather import together
from flows.imports.limit import import_limit
from flows.imports.stages import run_extract, run_validate
from tasks.extract.source import is_small_file

_SMALL = 16 * 1024 * 1024


class Reading:
    """Extract and validate for `job`, whose batch it makes.

    Begun now if the source is a small file, and no earlier run may have done the work.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        # of its own, as a thread that reads goes on for a while after nobody wants its orders any more
        is_soon = not job.is_again and is_small_file(job.source, _SMALL)
        self._ahead = replace(job, stages={}) if is_soon else None
        if self._ahead is not None:
            self._task = asyncio.create_task(self._read(self._ahead))
            self._task.add_done_callback(lambda task: task.cancelled() or task.exception())

    def forget(self) -> None:
        """Go no further, and let go of what was read; whoever waits for the orders later lets them be read again."""
        self._ahead = None

    async def done(self) -> None:
        """Return when the job has its batch; raises what reading raises."""
        ahead = self._ahead
        if ahead is None:
            await self._read(self._job)
            return
        try:
            await self._task
        finally:
            self._job.batch, self._job.format = ahead.take_batch(), ahead.format
            self._job.stages.update(ahead.stages)

    async def _read(self, job: Job) -> None:
        limit, _ = await together(import_limit(job.key), run_extract(job))
        if job is self._job or job is self._ahead:
            await run_validate(job, limit)
