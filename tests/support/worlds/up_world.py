"""`orders up` as a user starts it, for tests."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.worlds.eventually import eventually
from tests.support.worlds.prefect_home import make_prefect_home

_UP = "from flows.cli.main import main; main()"


def free_ports() -> tuple[int, int]:
    """One for the API, one for Prefect."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@contextmanager
def up(
    home: Path,
    ports: tuple[int, int],
    *,
    orders: Sequence[str] = (sys.executable, "-c", _UP),
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator["subprocess.Popen[bytes]"]:
    """The whole system, answering, until the block ends; what it shows is in `home/shown.log`.

    It is started by the command `orders`, in `folder`; without an `environment` in the tests' own, but for Prefect,
    whose tables are there already.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    given = {**(environment or {**kept, "PYTHONPATH": str(Path.cwd())}), "ORDERS_HOME": str(home)}
    arguments = ["up", "--port", str(ports[0]), "--prefect-port", str(ports[1]), "--children", "1"]
    if environment is None:
        make_prefect_home(home / ".prefect")
    with (home / "shown.log").open("wb") as log:
        process = subprocess.Popen([*orders, *arguments], env=given, cwd=folder, stderr=log)
    try:
        eventually(
            lambda: shown(home),
            lambda text: "Ctrl-C stops everything" in text,
            hopeless=lambda: None if process.poll() is None else f"it ended with code {process.returncode}",
        )
        yield process
    finally:
        process.kill()
        process.wait()


def shown(home: Path) -> str:
    """What the person at the terminal has seen so far."""
    return (home / "shown.log").read_text()


def left(home: Path) -> list[str]:
    """Command lines of processes that still work on this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ORDERS_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def wait_until_nothing_is_left(home: Path) -> None:
    """Return when no process works on this folder any more."""
    eventually(lambda: left(home), lambda found: found == [])
