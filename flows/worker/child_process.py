"""The worker's side of its warm children: start, hand over a run, notice an end, replace.

Invariant: a child that ended, in whatever way, or that has run `MAX_RUNS`, is never handed another run.
"""

import asyncio
import os
import sys
from contextlib import suppress
from typing import Self
from uuid import UUID

from prefect.client.schemas.objects import FlowRun
from prefect.settings import get_current_settings

from flows.worker.protocol import MAX_LINE, Outcome, Request, read_outcome, write_request

MAX_RUNS = 200


class ChildDiedError(Exception):
    """The child's process ended while it had a run."""


class Child:
    """One process that runs one flow run at a time; `lane` is the deployment whose run it had last."""

    def __init__(
        self, process: asyncio.subprocess.Process, requests: asyncio.StreamWriter, answers: asyncio.StreamReader
    ) -> None:
        self.process = process
        self.run_count = 0
        self.lane: UUID | None = None
        self.run_name = ""
        self.is_busy = True
        self._requests, self._answers = requests, answers

    @classmethod
    async def start(cls, *entrypoints: str) -> Self:
        """Start a child that has these flows imported; it is busy until `ready` returns."""
        environment = {**os.environ, **get_current_settings().to_environment_variables(exclude_unset=True)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flows.worker.child", *entrypoints),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
            limit=MAX_LINE,
            start_new_session=True,  # Ctrl-C in the worker's terminal must not kill imports
        )
        if process.stdin is None or process.stdout is None:
            message = "a child without its pipes"
            raise ChildDiedError(message)
        return cls(process, process.stdin, process.stdout)

    @property
    def is_worn(self) -> bool:
        """Whether it is time for a new one."""
        return self.process.returncode is not None or self.run_count >= MAX_RUNS

    async def ready(self) -> None:
        """Return when everything is imported. Raises `ChildDiedError` if the child could not start."""
        await self._answer()
        self.is_busy = False

    async def run(self, run: FlowRun, entrypoint: str) -> Outcome:
        """Run one flow run to its end. Raises `ChildDiedError`."""
        self.is_busy = True
        self.run_count += 1
        self.run_name = run.name
        try:
            self._requests.write(write_request(Request(run, entrypoint)))
            await self._requests.drain()
            return await self._answer()
        except ConnectionError:
            raise ChildDiedError(await self._how_it_ended()) from None
        finally:
            self.is_busy = False

    def kill(self) -> None:
        """End it at once; what it had open is rolled back by DuckDB at the next opening."""
        with suppress(ProcessLookupError):
            self.process.kill()

    def retire(self) -> None:
        """Let it finish what it has and go."""
        self._requests.close()

    async def end_within(self, seconds: float) -> None:
        """Wait for a retired child's end, and kill it if that takes longer; its run is run again later."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), seconds)
            return
        self.kill()
        await self.process.wait()

    async def _answer(self) -> Outcome:
        line = await self._answers.readline()
        if not line:
            raise ChildDiedError(await self._how_it_ended())
        return read_outcome(line)

    async def _how_it_ended(self) -> str:
        code = await self.process.wait()
        return f"its process was killed by signal {-code}" if code < 0 else f"its process ended with code {code}"
