"""The public clients' own tests, unchanged, against `orders up`: only host and keys are others.

    git clone … the Python client's repository, then:
    python -m tests.benchmarks.proofs.public_client path/to/its/folder/of/tests [-- pytest's options]
    git clone … the JavaScript client's repository, `npm ci --ignore-scripts` in it, then:
    python -m tests.benchmarks.proofs.public_client path/to/its/folder/of/tests [-- mocha's options]

Both read VOUCHERIFY_HOST, X_APP_ID and X_APP_TOKEN from their environment. By default those tests run that are about
what is here; a test that fails is shown as pytest or mocha shows it. CI runs our own equivalents
(`tests/integration/api`), each named after its operation: nothing of the clients is kept here.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.intake.api_keys import create_project
from tests.support.worlds.up_world import free_ports, up, wait_until_nothing_is_left

_PYTHON_CLASSES = "ProductsSDK or OrdersSDK or CustomerSDK"
_JAVASCRIPT_SUITES = "^(ProductsAPI|OrdersAPI|CustomersAPI|ClientAPI test_0[12]_)"


def main() -> int:
    """Run them; pytest's or mocha's own exit code."""
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
            return _run(folder, home, _command(folder, options))
        finally:
            wait_until_nothing_is_left(home)


def _command(folder: Path, options: list[str]) -> list[str]:
    """The runner of the tests in `folder`, with its own package and settings, not ours."""
    if any(folder.glob("test_*.js")):
        runner = ["npx", "--no-install", "mocha", "--require", "@babel/register", "--timeout", "60000"]
        return [*runner, *(options or ["--grep", _JAVASCRIPT_SUITES]), str(folder)]
    runner = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder)]
    return [*runner, str(folder), *(options or ["-k", _PYTHON_CLASSES])]


def _run(folder: Path, home: Path, command: list[str]) -> int:
    ports, keys = free_ports(), create_project(home, ProjectKey("public", "client"))
    with up(home, ports):
        names = {
            "VOUCHERIFY_HOST": f"http://127.0.0.1:{ports[0]}",
            "X_APP_ID": keys.app_id,
            "X_APP_TOKEN": keys.app_token,
        }
        run = subprocess.run(command, env={**os.environ, **names}, cwd=folder.parent)
        return run.returncode


if __name__ == "__main__":
    sys.exit(main())
