"""One part of the local system: a process with its output, started again whenever it ends by itself."""

import asyncio
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from flows.local.parent_watch import GRACE_SECONDS
from flows.local.part_output import PartOutput

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_POLL_SECONDS = 0.1
_LAST_LINES_SECONDS = 1.0
_LONGEST_LINE = 16 * 1024 * 1024


class Part:
    """A Python module that runs in a process of its own, which ends with this one (see `flows.local.parent_watch`)."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], output: PartOutput) -> None:
        self.name = name
        self._command, self._environment, self._output = command, environment, output
        self._readers: set[asyncio.Task[None]] = set()

    async def keep_running(self) -> None:
        """Run until cancelled, each time again after a pause that grows; then stop, in bounded time."""
        pause = _FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        try:
            while True:
                began = clock()
                code = await self._run_once()
                if clock() - began > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                self._output.show(f"ended with code {code}; starting it again in {pause:.0f} s")
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            for reader in self._readers:
                reader.cancel()

    async def _run_once(self) -> int:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flows.local.parent_watch", *self._command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
            limit=_LONGEST_LINE,
            start_new_session=True,  # Ctrl-C is for this process, which stops the others
        )
        readers = [self._read(process.stdout, self._output.keep), self._read(process.stderr, self._output.show)]
        try:
            return await _exit_code(process)
        except asyncio.CancelledError:
            await self._stop(process)
            await asyncio.wait(readers, timeout=_LAST_LINES_SECONDS)
            self._output.show("stopped")
            raise

    def _read(self, lines: asyncio.StreamReader | None, add: Callable[[str], None]) -> asyncio.Task[None]:
        async def read() -> None:
            while lines is not None and (line := await lines.readline()):
                add(line.decode(errors="replace").rstrip())

        reader = asyncio.create_task(read())
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        return reader

    async def _stop(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(_exit_code(process), GRACE_SECONDS)
        except TimeoutError:
            self._output.show(f"has not stopped within {GRACE_SECONDS:.0f} s, and is killed")
            process.kill()
            await _exit_code(process)


async def _exit_code(process: asyncio.subprocess.Process) -> int:
    # `process.wait` would wait for all that have its pipes, such as a dead worker's children that are still at work
    while process.returncode is None:
        await asyncio.sleep(_POLL_SECONDS)
    return process.returncode
