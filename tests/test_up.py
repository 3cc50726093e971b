"""`orders up`: one command to a running system, and nothing left behind when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.up_world import free_ports, up


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
    deadline = time.monotonic() + 60
    while _left(home) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _left(home) == []


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
        command = [sys.executable, "-m", "flows.cli", "up", "--port", str(port)]
        done = subprocess.run(command, env=os.environ | {"ORDERS_HOME": str(tmp_path)}, capture_output=True, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"Nothing can listen on 127.0.0.1:{port}" in done.stderr
