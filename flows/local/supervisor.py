"""The whole local system in one place: Prefect's server, the import worker and the API, kept running together.

Each part is a process of its own that ends with this one (see `flows.local.parent_watch`). A part that dies is started
again after a pause that grows; imports lose nothing by it (see `flows.lanes.recovery`).
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from flows.local.logs import PartLog, open_log
from flows.local.parent_watch import GRACE_SECONDS
from flows.local.server_settings import SERVER_SETTINGS
from schemas.errors import RetryableError, UsageError

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_LONGEST_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """As a browser takes it."""
        return f"http://{self.host}:{self.port}"

    def require_free(self, option: str) -> None:
        """Raise `UsageError` if somebody listens there already."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                message = f"Nothing can listen on {self.host}:{self.port}: {error.strerror}."
                raise UsageError(message, f"Choose another port with {option}.") from error


async def run_all(home: Path, api: Address, prefect: Address, children: int | None, say: Callable[[str], None]) -> None:
    """Start everything and keep it running until cancelled; then stop it all, in bounded time."""
    api.require_free("--port")
    prefect.require_free("--prefect-port")
    environment, log_file = _environment(home, prefect), home.absolute() / "up.log"
    log = open_log(log_file)
    server = ["prefect", "server", "start", "--host", prefect.host, "--port", str(prefect.port)]
    worker = [
        "flows.cli.main",
        "worker",
        "--grace",
        str(GRACE_SECONDS / 2),
        *(["--children", str(children)] if children else []),
    ]
    serve = ["flows.cli.main", "serve", "--host", api.host, "--port", str(api.port)]
    # the server is stopped last: the worker and its imports have something to tell it until their end
    async with asyncio.TaskGroup() as first:
        server_kept = first.create_task(_keep(server, environment, PartLog("prefect", log, say)))
        await _answers(f"{prefect.url}/api/health")
        try:
            async with asyncio.TaskGroup() as others:
                others.create_task(_keep(worker, environment, PartLog("worker", log, say)))
                others.create_task(_keep(serve, environment, PartLog("api", log, say)))
                await _answers(f"{api.url}/healthz")
                say(f"API:     {api.url}/docs")
                say(f"Prefect: {prefect.url}")
                say(f"Log:     {log_file}")
                say("Ctrl-C stops everything; what was submitted goes on at the next start.")
        finally:
            server_kept.cancel()


def _environment(home: Path, prefect: Address) -> dict[str, str]:
    own = {"PREFECT_HOME": str(home / ".prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    ours = {
        "PREFECT_API_URL": f"{prefect.url}/api",
        "ORDERS_HOME": str(home),
        "PYTHONUNBUFFERED": "1",
    }
    return {**own, **SERVER_SETTINGS, **os.environ, **ours}


async def _keep(command: list[str], environment: dict[str, str], said: PartLog) -> None:
    pause = _FIRST_PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "flows.local.parent_watch", *command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
            limit=_LONGEST_LINE,
            start_new_session=True,  # Ctrl-C is for this process, which stops the others
        )
        try:
            async for line in process.stdout:
                said.add(line.decode(errors="replace").rstrip())
            code = await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise
        if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
            pause = _FIRST_PAUSE
        said.add(f"ended with code {code}; starting it again in {pause:.0f} s")
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.communicate(), GRACE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _answers(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if (await client.get(url)).is_success:
                    return
            await asyncio.sleep(0.2)
    message = f"{url} does not answer."
    raise RetryableError(message, "The lines above say why.")
