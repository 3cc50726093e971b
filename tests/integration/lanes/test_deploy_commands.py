"""The commands of `docs/deploy/README.md`, as they are written there, on one machine instead of several."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import httpx
import pytest

from tests.support.pages import pages
from tests.support.worlds.eventually import answers, eventually
from tests.support.worlds.object_store import s3_environment, s3_server
from tests.support.worlds.postgresql import new_postgresql, programs
from tests.support.worlds.up_world import free_ports

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(programs() is None, reason="needs PostgreSQL; .ci/run installs it"),
    pytest.mark.xdist_group("postgresql_world"),
]

DATABASES, SERVER, SHARED, WORKER, API, PROJECT = pages()["docs/deploy/README.md"].blocks("sh")[-6:]
ORDERS = [{"source_id": "a", "amount": 500, "customer": {"source_id": "ann"}}]


@dataclass
class Machines:
    """All that runs, each part as on a machine of its own; `places` are what is called otherwise here."""

    root: Path
    places: Mapping[str, str]
    environment: Mapping[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def here(self, block: str, **also: str) -> str:
        """Commands as they are typed on this machine."""
        for written, place in {**self.places, **also}.items():
            block = block.replace(written, place)
        return block

    def run(self, block: str, home: str = "shell") -> str:
        """What commands that come to an end have printed."""
        command = ["bash", "-ec", self.here(block, **{"/var/lib/orders": str(self.root / home)})]
        done = subprocess.run(command, env=dict(self.environment), check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def start(self, name: str, block: str, **also: str) -> None:
        """Let commands go on, the last of which is a server or worker."""
        command = ["bash", "-ec", self.here(block, **{"/var/lib/orders": str(self.root / name), **also})]
        (self.root / name).mkdir()
        environment = {**self.environment, "PREFECT_HOME": str(self.root / name / ".prefect")}
        with (self.root / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        self.running[name] = process

    def trouble(self) -> str | None:
        """Which of them has ended by itself."""
        ended = [name for name, process in self.running.items() if process.poll() is not None]
        return None if not ended else (self.root / f"{ended[0]}.log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        """End them all, and what they have started."""
        for process in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "ORDERS_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), str(programs()), kept["PATH"]])
    with new_postgresql(tmp_path) as database, s3_server() as store:
        for name, value in s3_environment(store).items():
            monkeypatch.setenv(name, value)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="orders")
        prefect, _ = free_ports()
        places = {
            "db.internal": database.split("@")[1].split("/")[0],
            "prefect.internal:4200": f"127.0.0.1:{prefect}",
            "--port 4200": f"--port {prefect}",
            "/mnt/orders": str(tmp_path / "files"),
        }
        quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
        machines = Machines(tmp_path, places, {**kept, **s3_environment(store), **quiet, "PATH": path})
        try:
            machines.run(DATABASES)
            machines.start("prefect", SERVER)
            eventually(lambda: answers(f"http://127.0.0.1:{prefect}/api/health"), hopeless=machines.trouble)
            yield machines
        finally:
            machines.stop()


def test_what_one_api_accepts_is_done_and_another_shows_it(machines: Machines):
    ports = free_ports()
    for number, port in enumerate(ports):
        machines.start(f"worker{number}", SHARED + WORKER)
        machines.start(f"api{number}", SHARED + API, **{"--port 8010": f"--port {port}"})
    first, second = (f"http://127.0.0.1:{port}" for port in ports)
    eventually(lambda: answers(f"{first}/readyz") and answers(f"{second}/readyz"), hopeless=machines.trouble)
    keys = dict(line.split(": ") for line in machines.run(SHARED + PROJECT).splitlines())
    sent = httpx.post(f"{first}/v1/orders/import", headers=keys, json=ORDERS).raise_for_status().json()
    action = f"{second}/v1/async-actions/{sent['async_action_id']}"
    ended = eventually(
        lambda: httpx.get(action, headers=keys).raise_for_status().json(),
        lambda record: record["status"] in ("DONE", "FAILED"),
        hopeless=machines.trouble,
    )
    assert (ended["status"], ended["result"]["done_count"]) == ("DONE", 1)
    listed = httpx.get(f"{second}/v1/orders", headers=keys).raise_for_status().json()
    assert [order["source_id"] for order in listed["orders"]] == ["a"]
