"""The orders of one import, read while Prefect is asked for the lane: all that needs no database.

Invariant: source and cap are those of the time when the import runs (contract §1). So an import that has to wait for
another forgets what it has read, and reads once it has the lane. Only small files are read ahead: what can be read but
once, such as a pipe, must not be forgotten, and what takes long is not to keep a process that has gone back in line.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from flows.imports.limit import import_limit
from flows.imports.task_runner import TaskRunner
from flows.settings import source_variables
from schemas.orders.frames import Validated
from tasks.extract.local_file import is_small_file
from tasks.imports.attempt import Attempt, Callbacks
from tasks.imports.reading import reader
from tasks.imports.request import ImportRequest
from tasks.imports.stages import Stage

T = TypeVar("T")
_SMALL = 16 * 1024 * 1024


class _ForgottenError(Exception):
    """Nobody wants the orders any more."""


class Prefetch:
    """Reads the orders of `request`, beginning now if that is soon done and no earlier run may have done it."""

    def __init__(self, request: ImportRequest, runner: TaskRunner, *, is_again: bool) -> None:
        self._request, self._runner = request, runner
        self._ahead: Attempt | None = None
        if not is_again and is_small_file(request.source, _SMALL):
            self._ahead = Attempt(request)
            self._task = asyncio.create_task(asyncio.to_thread(self._read, self._ahead))
            self._task.add_done_callback(lambda task: task.cancelled() or task.exception())

    def forget(self) -> None:
        """Go no further, and let go of what was read; whoever waits for the orders later lets them be read again."""
        self._ahead = None

    def read(self, attempt: Attempt) -> Validated:
        """The validated orders, for the import in its lane; called in another thread than the loop's.

        Raises what reading raises.
        """
        ahead = self._ahead
        if ahead is None:
            return self._read(attempt)
        try:
            return self._runner.wait_for(self._done())
        finally:
            attempt.format, attempt.preset = ahead.format, ahead.preset
            attempt.stages.update(ahead.stages)

    async def _done(self) -> Validated:
        return await self._task

    def _read(self, attempt: Attempt) -> Validated:
        is_ahead = attempt is self._ahead

        def run_stage(stage: Stage, work: Callable[[], T], /) -> T:
            if is_ahead and attempt is not self._ahead:
                raise _ForgottenError
            return self._runner(stage, work)

        limit = asyncio.run_coroutine_threadsafe(import_limit(self._request.key), self._runner.loop)
        return reader(limit.result, Callbacks(run_stage=run_stage), source_variables())(attempt)
