"""`orders up` as a user starts it, for tests."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_UP = "from flows.cli.commands.up import up; up(host='127.0.0.1', port={}, prefect_port={}, children=1)"


def free_ports() -> tuple[int, int]:
    """One for the API, one for Prefect."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def up(home: Path, ports: tuple[int, int]) -> Iterator["subprocess.Popen[bytes]"]:
    """The whole system, answering, until the block ends; what it shows is in `home/shown.log`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment = kept | {"ORDERS_HOME": str(home), "PYTHONPATH": str(Path.cwd())}
    with (home / "shown.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", _UP.format(*ports)], env=environment, stderr=log)
    try:
        deadline = time.monotonic() + 120
        while "Ctrl-C stops everything" not in (home / "shown.log").read_text():
            assert process.poll() is None, (home / "shown.log").read_text()
            assert time.monotonic() < deadline, (home / "shown.log").read_text()
            time.sleep(0.2)
        yield process
    finally:
        process.kill()
        process.wait()
