"""The public client's own tests, unchanged, against `orders up`: only host and keys are others.

    git clone … the client's repository, then:
    python -m tests.benchmarks.proofs.public_client path/to/its/folder [-- pytest's options]

The folder is one of Python tests that read VOUCHERIFY_HOST, X_APP_ID and X_APP_TOKEN from their environment. By
default those classes run that are about what is here; a test that fails is shown as pytest shows it. CI runs our own
equivalents (`tests/integration/api`), each named after its operation: nothing of the client is kept here.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.api_keys import create_project
from tests.support.worlds.up_world import free_ports, up, wait_until_nothing_is_left

_WHAT_IS_HERE = "ProductsSDK or OrdersSDK or CustomerSDK"


def main() -> int:
    """Run them; pytest's own exit code."""
    folder, options = (
        Path(sys.argv[1] if sys.argv[1:] else "").resolve(),
        [each for each in sys.argv[2:] if each != "--"],
    )
    if not sys.argv[1:] or not folder.is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        try:
            return _run(folder, home, options or ["-k", _WHAT_IS_HERE])
        finally:
            wait_until_nothing_is_left(home)


def _run(folder: Path, home: Path, options: list[str]) -> int:
    ports, keys = free_ports(), create_project(home, ProjectKey("public", "client"))
    with up(home, ports):
        names = {
            "VOUCHERIFY_HOST": f"http://127.0.0.1:{ports[0]}",
            "X_APP_ID": keys.app_id,
            "X_APP_TOKEN": keys.app_token,
        }
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
        # its own package and settings, not ours
        run = subprocess.run([*command, str(folder), *options], env={**os.environ, **names}, cwd=folder.parent)
        return run.returncode


if __name__ == "__main__":
    sys.exit(main())
