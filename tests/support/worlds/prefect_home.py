"""Homes for the Prefect servers of tests, their tables made already: that takes a server five seconds of a core."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import prefect
from filelock import FileLock

from tests.support.worlds.shell import PREFECT

_MADE = Path(__file__).parents[3] / ".pytest_cache" / f"prefect-{prefect.__version__}.db"


def make_prefect_home(folder: Path) -> None:
    """Put a database without runs into the folder, which need not be there."""
    _MADE.parent.mkdir(exist_ok=True)
    with FileLock(_MADE.with_suffix(".lock")):
        if not _MADE.exists():
            _make()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_MADE, folder / "prefect.db")


def _make() -> None:
    with TemporaryDirectory(dir=_MADE.parent) as home:
        environment = os.environ | {"PREFECT_HOME": home}
        upgrade = [*PREFECT, "server", "database", "upgrade", "-y"]
        subprocess.run(upgrade, env=environment, capture_output=True, check=True)
        (Path(home) / "prefect.db").rename(_MADE)
