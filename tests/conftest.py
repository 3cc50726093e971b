"""What many tests stand on: a folder of databases, and one real Prefect server for those that need it."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

# a client that finds no server must say so, and not start one of its own that nobody ends
os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"

from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from flows.local.server_settings import SERVER_SETTINGS
from schemas.ids import ProjectKey
from tests.support.laws.laws import DEEP, EVERY_RUN
from tests.support.projects import lakes
from tests.support.projects.new_databases import copied_when_new
from tests.support.worlds.eventually import LONGEST, answers, eventually
from tests.support.worlds.free_port import free_port
from tests.support.worlds.prefect_home import make_prefect_home


def pytest_configure(config: pytest.Config) -> None:
    """Let laws be tried with as many examples as the run is deep."""
    settings.load_profile(DEEP if _is_deep(config) else EVERY_RUN)
    gc.disable()


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays for the whole run: a quarter of the collection's time went into it."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a deep run, laws are among the long proofs; on lakes, no test asks another process, which has files."""
    if lakes.IS_ASKED_FOR:
        items[:] = [item for item in items if isinstance(item, pytest.Function) and _is_of_one_process(item)]
    for item in items if _is_deep(config) else ():
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.function):
            item.add_marker(pytest.mark.deep)


def _is_of_one_process(item: pytest.Function) -> bool:
    return "prefect_server" not in item.fixturenames


def _is_deep(config: pytest.Config) -> bool:
    return config.option.markexpr == "deep"


NO_EVENTS = {name: value for name, value in SERVER_SETTINGS.items() if "PERSISTER" in name or "TRIGGERS" in name}


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with (lakes.lakes_when_new if lakes.IS_ASKED_FOR else copied_when_new)(tmp_path_factory.mktemp("new")):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `ORDERS_HOME`."""
    monkeypatch.setenv("ORDERS_HOME", str(tmp_path / "warehouse"))
    return tmp_path / "warehouse"


@pytest.fixture
def key() -> ProjectKey:
    """A project of the test's own: the server remembers its predecessors."""
    return ProjectKey("acme", f"p{time.time_ns()}")


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real server on a fresh database, set for this process and its children."""
    folder = tmp_path_factory.mktemp("prefect")
    make_prefect_home(folder)
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    quiet = {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", **NO_EVENTS}
    start = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(start, env=os.environ | quiet, stdout=log, stderr=log)
    try:
        eventually(lambda: answers(f"{url}/health"), every=0.3, hopeless=lambda: _ended(server, folder))
        with pytest.MonkeyPatch.context() as patch, temporary_settings({PREFECT_API_URL: url, PREFECT_HOME: folder}):
            for name, value in {**quiet, "PREFECT_API_URL": url}.items():
                patch.setenv(name, value)
            yield url
    finally:
        server.terminate()
        server.wait(LONGEST)


def _ended(server: "subprocess.Popen[bytes]", folder: Path) -> str | None:
    return None if server.poll() is None else (folder / "server.log").read_text()
