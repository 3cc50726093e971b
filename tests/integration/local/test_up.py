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
from flows.cli.commands import up as up_command
from flows.cli.exit_codes import errors_as_one_line
from flows.local.logs import PartLog, open_log
from flows.local.supervisor import Address, run_all
from schemas.errors import RetryableError
from tests.support.eventually import eventually
from tests.support.up_world import free_ports, up

TROUBLE = """\
12:00:00.000 | ERROR   | prefect.server - Failed in consume_loop
Traceback (most recent call last):
  File "x.py", line 1, in f
    do()
    ^^^^
sqlite3.OperationalError: database is locked

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "y.py", line 1, in g
sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database is locked
[SQL: INSERT INTO bucket]
(Background on this error at: https://example.org)
INFO:     127.0.0.1:1 - "GET /healthz HTTP/1.1" 200 OK
  an indented line that is not of a traceback
"""


def test_a_traceback_is_shown_by_its_ends_and_kept_whole(tmp_path: Path):
    shown: list[str] = []
    part = PartLog("prefect", open_log(tmp_path / "new" / "up.log"), shown.append)
    for line in TROUBLE.splitlines():
        part.add(line)
    assert [line.removeprefix("prefect  ") for line in shown] == [
        TROUBLE.splitlines()[number] for number in (0, 5, 11, 14, 15)
    ]
    kept = (tmp_path / "new" / "up.log").read_text().splitlines()
    assert [line.partition(" prefect  ")[2] for line in kept] == [line for line in TROUBLE.splitlines() if line]


def _left(home: Path) -> list[str]:
    """Command lines of processes that still work on this folder."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ORDERS_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                left.append((process / "cmdline").read_text())
        except OSError:
            continue
    return left


def _nothing_left(home: Path) -> None:
    eventually(lambda: _left(home), lambda left: left == [])


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_it_answers_and_leaves_no_process_behind(tmp_path: Path, end: signal.Signals):
    ports = free_ports()
    with up(tmp_path, ports) as process:
        assert httpx.get(f"http://127.0.0.1:{ports[0]}/docs").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{ports[1]}/api/health").status_code == 200
        process.send_signal(end)
        assert process.wait(60) in (0, -signal.SIGKILL)
        _nothing_left(tmp_path)


def test_a_port_in_use_is_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "flows.cli.main", "up", "--port", str(port)]
        done = subprocess.run(command, env=os.environ | {"ORDERS_HOME": str(tmp_path)}, capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"Nothing can listen on 127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize("silent", ["/api/health", "/healthz"])
def test_a_part_that_does_not_come_up_is_one_clear_line(tmp_path: Path, monkeypatch, capsys, silent: str):
    async def answers(url: str) -> None:
        if url.endswith(silent):
            message = f"{url} does not answer."
            raise RetryableError(message, "The lines above say why.")

    monkeypatch.setattr(flows.local.supervisor, "_keep", lambda *_: asyncio.Event().wait())
    monkeypatch.setattr(flows.local.supervisor, "_answers", answers)
    api, prefect = (Address("127.0.0.1", port) for port in free_ports())
    with pytest.raises(SystemExit, match="3"), errors_as_one_line(debug=False):
        asyncio.run(run_all(tmp_path, api, prefect, None, lambda line: None))
    url = (prefect if silent == "/api/health" else api).url
    assert capsys.readouterr().err == f"error: {url}{silent} does not answer. The lines above say why.\n"


def test_the_api_alone_is_put_on_the_network(monkeypatch):
    asked: list[Address] = []

    async def run(_home: Path, api: Address, prefect: Address, *_: object) -> None:
        asked.extend([api, prefect])

    monkeypatch.setattr(flows.local.supervisor, "run_all", run)
    up_command.up(host="0.0.0.0")
    up_command.up(prefect_host="0.0.0.0")
    everywhere, here = "0.0.0.0", "127.0.0.1"
    assert [address.host for address in asked] == [everywhere, here, here, everywhere]
