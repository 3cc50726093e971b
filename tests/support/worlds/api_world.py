"""The real API, a real Prefect server and a real worker, for tests that speak HTTP."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx

from schemas.ids import ProjectKey
from tests.support.worlds.eventually import LONGEST, answers, eventually
from tests.support.worlds.free_port import free_port
from tests.support.worlds.keys import key_headers
from tests.support.worlds.lane_world import World, new_world

_SERVE = "from flows.cli.commands.system.serve import serve; serve(host='127.0.0.1', port={port})"


class Caller(httpx.Client):
    """A client with keys of its own; `trouble` says which process of the API's world has ended by itself."""

    trouble: Callable[[], str | None]


@dataclass
class ApiWorld:
    """A world with the API in front of it."""

    world: World
    port: int

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Path:
        """Where the projects' databases are."""
        return self.world.home

    def start(self, name: str = "api") -> "subprocess.Popen[bytes]":
        """Start the API, as this process of the world, and wait until it answers."""
        process = self.world.start(name, ["-c", _SERVE.format(port=self.port)])
        eventually(lambda: answers(f"{self.url}/healthz"), hopeless=self.world.trouble)
        return process

    def caller(self, key: ProjectKey, headers: Mapping[str, str] | None = None) -> Caller:
        """A client with these keys, or for a new project, with all scopes."""
        caller = Caller(base_url=self.url, headers=headers or key_headers(self.home, key), timeout=LONGEST)
        caller.trouble = self.world.trouble
        return caller


def ended(caller: Caller, action_id: str) -> dict[str, object]:
    """The record of an async action once it has ended."""
    return eventually(
        lambda: caller.get(f"/v1/async-actions/{action_id}").raise_for_status().json(),
        lambda record: record["status"] in ("DONE", "FAILED"),
        hopeless=caller.trouble,
    )


@contextmanager
def new_api(
    root: Path, settings: Mapping[str, str] = MappingProxyType({}), database_url: str | None = None
) -> Iterator[ApiWorld]:
    """Server (on SQLite unless said) and API, no worker, with these settings; all of it ends with the block."""
    with new_world(root, database_url=database_url, settings=settings) as world:
        api = ApiWorld(world, free_port())
        api.start()
        yield api
