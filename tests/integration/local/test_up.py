"""`orders up`: one command to a running system, and nothing left behind when it ends."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import flows.local.supervisor
from flows.cli.commands.system import up as up_command
from flows.cli.exit_codes import errors_as_one_line
from flows.local.address import Address
from flows.local.part import Part
from flows.local.supervisor import LocalSystem
from schemas.errors import RetryableError
from schemas.ids import ProjectKey
from tests.support.worlds.eventually import LONGEST, eventually
from tests.support.worlds.outside.holder import held
from tests.support.worlds.up_world import free_ports, left, shown, up, wait_until_nothing_is_left


def _orders(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in another terminal, where nothing but the home is set."""
    command = [sys.executable, "-m", "flows.cli.main", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(command, env=environment | {"ORDERS_HOME": str(home)}, capture_output=True, text=True)


def test_it_answers_once_and_leaves_no_process_behind(tmp_path: Path):
    ports = free_ports()
    with up(tmp_path, ports) as process:
        assert httpx.get(f"http://127.0.0.1:{ports[0]}/docs").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{ports[1]}/api/health").status_code == 200
        second = _orders(tmp_path, "up", "--port", str(free_ports()[0]))
        assert (second.returncode, len(second.stderr.splitlines())) == (2, 1)
        assert f"`orders up` works on {tmp_path} already: process {process.pid}" in second.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(LONGEST) == 0
        wait_until_nothing_is_left(tmp_path)
    assert "GET /docs" in (tmp_path / "up.log").read_text()
    assert "GET /" not in shown(tmp_path)
    stopping, *stopped = shown(tmp_path).partition("Stopping the API and the worker, then Prefect")[1:]
    assert stopping
    assert all(f"{part:8} stopped" in stopped[0] for part in ("api", "worker", "prefect"))


@pytest.mark.deep
def test_a_second_ctrl_c_ends_everything_at_once(tmp_path: Path):
    ports = free_ports()
    source = tmp_path / "orders.ndjson"
    source.write_text('{"source_id": "a", "amount": 5}')
    with up(tmp_path, ports) as process, held(tmp_path, ProjectKey("acme", "shop")):
        _orders(tmp_path, "submit", str(source), "-t", "acme", "-p", "shop")
        eventually(lambda: "Beginning flow run" in shown(tmp_path))
        process.send_signal(signal.SIGINT)
        eventually(lambda: "Waiting for the end of acme/shop ← orders.ndjson" in shown(tmp_path))
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
        assert left(tmp_path) == []


def test_a_port_in_use_is_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _orders(tmp_path, "up", "--port", str(port))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"Nothing can listen on 127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize("silent", ["/api/health", "/healthz"])
def test_a_part_that_does_not_come_up_is_one_clear_line(tmp_path: Path, monkeypatch, capsys, silent: str):
    async def answers(url: str) -> None:
        if url.endswith(silent):
            message = f"{url} does not answer."
            raise RetryableError(message, "The lines above say why.")

    monkeypatch.setattr(Part, "keep_running", lambda _: asyncio.Event().wait())
    monkeypatch.setattr(flows.local.supervisor, "_answers", answers)
    api, prefect = (Address("127.0.0.1", port) for port in free_ports())
    with pytest.raises(SystemExit, match="3"), errors_as_one_line(debug=False):
        asyncio.run(LocalSystem(tmp_path, api, prefect, None, lambda line: None).run())
    url = (prefect if silent == "/api/health" else api).url
    assert capsys.readouterr().err == f"error: {url}{silent} does not answer. The lines above say why.\n"


def test_the_api_alone_is_put_on_the_network(monkeypatch):
    asked: list[Address] = []

    async def run(system: LocalSystem) -> None:
        asked.extend([system.api, system.prefect])

    monkeypatch.setattr(LocalSystem, "run", run)
    up_command.up(host="0.0.0.0")
    up_command.up(prefect_host="0.0.0.0")
    everywhere, here = "0.0.0.0", "127.0.0.1"
    assert [address.host for address in asked] == [everywhere, here, here, everywhere]
