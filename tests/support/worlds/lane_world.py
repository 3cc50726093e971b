"""A real Prefect server and real workers in processes of their own, for tests that kill them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, PREFECT_LOGGING_LEVEL, temporary_settings

from flows.deployments.imports import deploy_project
from flows.dispatch.hand_over import find_lane
from flows.lanes.lane import run_name
from flows.local.server_settings import SERVER_SETTINGS
from flows.prefect_client.patience import patient_client
from schemas.ids import ProjectKey
from tests.support.worlds.eventually import LONGEST, answers, eventually
from tests.support.worlds.free_port import free_port
from tests.support.worlds.prefect_home import make_prefect_home

TOY = "tests.support.worlds.toy_import:import_orders"
REAL = "flows.import_orders:import_orders"
STOCK = ["-m", "prefect", "worker", "start", "--pool", "imports", "--type", "process"]


@dataclass
class World:
    """One server, its workers and its database folder, all below `root`."""

    root: Path
    port: int
    poll_seconds: int
    database_url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where the projects' databases are."""
        return self.root / "warehouse"

    @property
    def journal(self) -> Path:
        """What the toy flow wrote."""
        return self.root / "journal.txt"

    @property
    def _gate(self) -> Path:
        return self.root / "gate"

    @property
    def url(self) -> str:
        """The server's API."""
        return f"http://127.0.0.1:{self.port}/api"

    def start(
        self, name: str, arguments: list[str], environment: Mapping[str, str] = MappingProxyType({})
    ) -> subprocess.Popen[bytes]:
        """Start a Python process with the world's environment, and what is added to it."""
        variables = os.environ | {
            "PREFECT_HOME": str(self.root / "prefect"),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            **SERVER_SETTINGS,
            "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.5",
            "PREFECT_WORKER_QUERY_SECONDS": str(self.poll_seconds),
            "ORDERS_HOME": str(self.home),
            "TOY_JOURNAL": str(self.journal),
            "PYTHONPATH": str(Path.cwd()),
            **self.settings,
            **environment,
        }
        if self.database_url is not None:
            variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = self.database_url
        with (self.root / f"{name}.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, *arguments], env=variables, stdout=log, stderr=log)
        self.processes[name] = process
        return process

    def start_server(self) -> None:
        """Start the server and wait until it answers."""
        self.start("server", ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)])
        eventually(lambda: answers(f"{self.url}/health"), every=0.3, hopeless=self.trouble)

    def start_worker(self, name: str, children: int = 2, environment: Mapping[str, str] = MappingProxyType({})) -> int:
        """Start a warm worker; its process id."""
        code = f"from flows.cli.commands.lanes import worker; worker(children={children}, pool='imports')"
        return self.start(name, ["-c", code], environment).pid

    def kill(self, name: str) -> None:
        """As the power cut does it."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def kill_run(self, run: UUID) -> None:
        """Kill the process that runs it."""
        os.kill(self.process_of(run), signal.SIGKILL)

    def kill_with_children(self, name: str) -> None:
        """Kill a worker and whatever it has started."""
        children = self.children_of(name)
        self.kill(name)
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_with_run(self, name: str, run: UUID) -> None:
        """Kill a process of this world and the one of a run of its."""
        pid = self.process_of(run)
        self.kill(name)
        os.kill(pid, signal.SIGKILL)

    def lose_machine(self, name: str, run: UUID) -> None:
        """Kill a worker and the process of its run, and leave nothing here that would tell.

        Another machine has no lock of the run: without the file, only the run's silence tells.
        """
        self.kill_with_run(name, run)
        (self.root / "prefect" / "import-runs" / f"{run}.lock").unlink()

    def stop_worker(self, name: str) -> None:
        """Stop a worker and its children as Ctrl-C does."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=LONGEST)

    def children_of(self, name: str) -> list[int]:
        """Process ids of the warm children of a worker."""
        parent = self.processes[name]
        if parent.poll() is not None:
            return []
        return [int(pid) for pid in Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()]

    def wait_for_begin(self, project: str, run: UUID, times: int = 1) -> None:
        """Wait until the toy flow of this run has begun its work, so many times."""
        eventually(
            lambda: self.journaled(project),
            lambda lines: lines.count(("begin", str(run))) >= times,
            every=0.05,
            hopeless=lambda: self.trouble() or self._ended(run),
        )

    def trouble(self) -> str | None:
        """Which process of this world has ended by itself, so that nobody need wait for what it should do."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                lines = (self.root / f"{name}.log").read_text(errors="replace").splitlines()
                return "\n".join([f"{name} ended with code {process.returncode}", *lines[-20:]])
        return None

    def _ended(self, run_id: UUID) -> str | None:
        run = self.ask(lambda client: client.read_flow_run(run_id))
        return f"the run has ended: {run.state.name} {run.state.message}" if has_ended(run) else None

    def process_of(self, run_id: UUID) -> int:
        """Process id of whoever runs it: who holds its lock, as the kernel knows it."""
        lock = self.root / "prefect" / "import-runs" / f"{run_id}.lock"
        eventually(lock.exists, every=0.05, hopeless=lambda: self.trouble() or self._ended(run_id))
        inode = lock.stat().st_ino
        locks = Path("/proc/locks").read_text().splitlines()
        [line] = [line for line in locks if "FLOCK" in line and f":{inode} " in line]
        return int(line.split()[4])

    def stop(self) -> None:
        """End everything that was started here."""
        for name in list(self.processes):
            (self.kill_with_children if name.startswith("worker") else self.kill)(name)

    def ask(self, question: Callable[[PrefectClient], Awaitable[Any]]) -> Any:
        """Run a coroutine with a client of this world's server."""

        async def answer() -> Any:
            async with patient_client(busy_seconds=LONGEST) as context:
                return await question(context.client)

        home = {PREFECT_API_URL: self.url, PREFECT_HOME: self.root / "prefect", PREFECT_LOGGING_LEVEL: "CRITICAL"}
        with temporary_settings(home):
            return asyncio.run(answer())

    def deploy(self, key: ProjectKey, entrypoint: str = TOY) -> None:
        """Set up a lane that runs the toy flow, or the real one."""

        async def toy(client: PrefectClient) -> None:
            made = await deploy_project(key)
            variables = {"env": {"ORDERS_HOME": str(self.home)}, "working_dir": str(Path.cwd())}
            body = {"entrypoint": entrypoint, "enforce_parameter_schema": False, "job_variables": variables}
            await client.request("PATCH", "/deployments/{id}", path_params={"id": made["deployment_id"]}, json=body)

        self.ask(toy)

    def submit(self, key: ProjectKey, *sources: str) -> list[UUID]:
        """Enqueue one import for each source; their flow runs."""

        async def all_of_them(client: PrefectClient) -> list[UUID]:
            return [await deployment_run(client, key, {"source": source}) for source in sources]

        runs: list[UUID] = self.ask(all_of_them)
        return runs

    def hold(self) -> str:
        """A source whose import goes on until `let_go`."""
        self._gate.touch()
        return f"hold:{self._gate}"

    def let_go(self) -> None:
        """Let the imports that are held come to their end."""
        self._gate.unlink()

    def wait(self, runs: list[UUID], until: Callable[[FlowRun], bool], every: float = 0.2) -> list[FlowRun]:
        """Wait until it holds for all of the runs, looking `every` so many seconds.

        Fails when it cannot hold any more: a run has ended otherwise, or a process of this world by itself.
        """

        async def poll(client: PrefectClient) -> list[FlowRun]:
            # one after the other, so that waiting for many asks no more of the server than waiting for one
            return [await self._wait_for_one(client, run_id, until, every) for run_id in runs]

        return self.ask(poll)

    async def _wait_for_one(
        self, client: PrefectClient, run_id: UUID, until: Callable[[FlowRun], bool], every: float
    ) -> FlowRun:
        deadline = time.monotonic() + LONGEST
        while (run := await _read(client, run_id)) is None or not until(run):
            trouble = "it has ended" if run is not None and has_ended(run) else self.trouble()
            found = "the server is too busy" if run is None else (run.name, run.state.name, run.state.message)
            assert trouble is None, (trouble, found)
            if time.monotonic() > deadline:
                raise TimeoutError(found)
            await asyncio.sleep(every)
        return run

    def end_of(self, runs: list[UUID]) -> list[str]:
        """The names of the runs' last states."""
        return [run.state.name for run in self.wait(runs, has_ended)]

    def journaled(self, project: str) -> list[tuple[str, str]]:
        """(`begin` or `end`, flow run) of one lane, in the order in which they happened."""
        lines = [line.split() for line in self.journal.read_text().splitlines()] if self.journal.exists() else []
        return [(what, run) for name, what, run, _at in lines if name == project]


async def deployment_run(client: PrefectClient, key: ProjectKey, parameters: dict[str, Any]) -> UUID:
    """Start an import as `prefect deployment run` does; its flow run. The lane is set up if need be."""
    lane = await find_lane(client, key)
    body = {"name": run_name(key, parameters["source"]), "parameters": parameters, "enforce_parameter_schema": False}
    place = {"id": lane.deployment_id}
    response = await client.request("POST", "/deployments/{id}/create_flow_run", path_params=place, json=body)
    return UUID(response.json()["id"])


async def _read(client: PrefectClient, run_id: UUID) -> FlowRun | None:
    """The run, unless the server has no time for it."""
    try:
        return await client.read_flow_run(run_id)
    except httpx.HTTPStatusError as error:
        if error.response.is_server_error:
            return None
        raise


def has_ended(run: FlowRun) -> bool:
    """Whether this is its last state; one that has crashed is put back in its lane, or failed."""
    return run.state.is_final() and not run.state.is_crashed()


@contextmanager
def new_world(
    root: Path,
    poll_seconds: int = 3,
    database_url: str | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[World]:
    """A world with a server (on SQLite unless said), its workers polling so often; all of it ends with the block."""
    world = World(root, free_port(), poll_seconds, database_url, settings)
    if database_url is None:
        make_prefect_home(root / "prefect")
    try:
        world.start_server()
        yield world
    finally:
        world.stop()
