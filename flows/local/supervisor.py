"""The whole local system in one place: Prefect's server, the import worker and the API, kept running.

Each part is a process of its own that ends with this one. A part that dies is started again; imports lose nothing by
it (see `flows.lanes.recovery`).
"""

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from flows.local.address import Address
from flows.local.home_lock import only_system_on
from flows.local.leftovers import MARK, kill_marked
from flows.local.parent_watch import GRACE_SECONDS
from flows.local.part import Part
from flows.local.part_output import PartOutput, open_log
from flows.local.server_settings import SERVER_SETTINGS
from schemas.errors import RetryableError

_IMPORTS_GRACE_SECONDS = GRACE_SECONDS / 2


@dataclass(frozen=True)
class LocalSystem:
    """What `orders up` runs on one home, and where; `say` gets each line for the person at the terminal."""

    home: Path
    api: Address
    prefect: Address
    children: int | None
    say: Callable[[str], None]
    _mark: str = field(init=False, default_factory=lambda: f"{os.getpid()}-{time.time_ns()}")

    async def run(self) -> None:
        """Start everything and keep it running until cancelled; then stop it all, in bounded time.

        Raises `UsageError` if the home or a port is in use, `RetryableError` if a part does not come up.
        """
        with only_system_on(self.home, self.api.url, self.prefect.url) as announce_ready:
            self.api.require_free("--port")
            self.prefect.require_free("--prefect-port")
            self.say(f"Starting Prefect, the worker and the API on {self.home} …")
            try:
                await self._run_parts(announce_ready)
            finally:
                kill_marked(self._mark)

    def say_that_it_stops(self) -> None:
        """To be called when `run` is about to be cancelled."""
        grace = f"imports at work have {_IMPORTS_GRACE_SECONDS:.0f} s to end, or go on at the next start"
        self.say(f"Stopping the API and the worker, then Prefect; {grace}. Ctrl-C again ends everything at once.")

    def end_at_once(self) -> None:
        """Kill all that was started; `run` then has nothing left to wait for."""
        self.say("Ending everything at once; imports at work go on at the next start.")
        kill_marked(self._mark)

    async def _run_parts(self, announce_ready: Callable[[], None]) -> None:
        log_file = self.home / "up.log"
        log, environment = open_log(log_file), self._environment()
        server, worker, api = (
            Part(name, command, environment, PartOutput(name, log, self.say))
            for name, command in self._commands().items()
        )
        # the server is stopped last: the worker and its imports have something to tell it until their end
        async with asyncio.TaskGroup() as first:
            server_task = first.create_task(server.keep_running())
            await _answers(f"{self.prefect.url}/api/health")
            try:
                async with asyncio.TaskGroup() as others:
                    others.create_task(worker.keep_running())
                    others.create_task(api.keep_running())
                    await _answers(f"{self.api.url}/healthz")
                    announce_ready()
                    self.say(f"API:     {self.api.url}/docs")
                    self.say(f"Prefect: {self.prefect.url}")
                    self.say(f"Log:     {log_file}")
                    self.say("Ctrl-C stops everything; what was submitted goes on at the next start.")
            finally:
                server_task.cancel()

    def _commands(self) -> dict[str, list[str]]:
        """Modules with their arguments, in the order in which they start."""
        api, prefect = self.api, self.prefect
        children = ["--children", str(self.children)] if self.children else []
        return {
            "prefect": ["prefect", "server", "start", "--host", prefect.host, "--port", str(prefect.port)],
            "worker": ["flows.cli.main", "worker", "--grace", str(_IMPORTS_GRACE_SECONDS), *children],
            "api": ["flows.cli.main", "serve", "--host", api.host, "--port", str(api.port)],
        }

    def _environment(self) -> dict[str, str]:
        defaults = {"PREFECT_HOME": str(self.home / ".prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
        fixed = {
            "PREFECT_API_URL": f"{self.prefect.url}/api",
            "ORDERS_HOME": str(self.home),
            "PYTHONUNBUFFERED": "1",
            "PYTHONSAFEPATH": "1",  # a folder `flows` where the terminal is must not be taken for ours
            MARK: self._mark,
        }
        return {**defaults, **SERVER_SETTINGS, **os.environ, **fixed}


async def _answers(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if (await client.get(url)).is_success:
                    return
            await asyncio.sleep(0.2)
    message = f"{url} does not answer."
    raise RetryableError(message, "The lines above say why.")
