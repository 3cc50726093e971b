"""Commands as a shell runs them: `orders`, and `prefect`."""

import subprocess
import sys
from pathlib import Path

from tests.support.worlds.eventually import LONGEST

ORDERS = (sys.executable, "-c", "from flows.cli.main import main; main()")
PREFECT = (sys.executable, "-m", "prefect")


def orders(*arguments: str | Path, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """How `orders` with these arguments ended."""
    command = [*ORDERS, *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=LONGEST)


def prefect(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """How `prefect` with these arguments ended; raises if it failed."""
    command = [*PREFECT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=True)
