"""Do the unit tests of the reading stages notice faults? Each is planted alone in a copy of the project, and they run.

Ends with an error if more than one goes unnoticed, or the tests do not pass without a fault.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.chaos.planted_faults import FAULTS

_ROOT = Path(__file__).parents[3]
_PARTS = ("flows", "tasks", "schemas", "tests", "data", "docs", "pyproject.toml")
_TESTS = [
    *("tests/unit/extract", "tests/unit/validate", "tests/unit/schemas/test_time_columns.py"),
    "tests/unit/transform/test_transform.py",
]
_MOST_UNNOTICED = 1


def main() -> None:
    """Plant them one by one, and say of each who noticed it."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for part in _PARTS:
            source = _ROOT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tree / part)
        if (failed := _first_failure(tree)) is not None:
            sys.exit(f"Without a fault, a test fails: {failed}")
        unnoticed = []
        for fault in FAULTS:
            before = fault.plant(tree)
            noticed_by = _first_failure(tree)
            (tree / fault.file).write_text(before)
            print(f"{fault.name:<34} {noticed_by or 'NOT NOTICED'}", flush=True)
            unnoticed += [] if noticed_by else [fault.name]
    print(f"{len(FAULTS) - len(unnoticed)} of {len(FAULTS)} faults were noticed.")
    if len(unnoticed) > _MOST_UNNOTICED:
        sys.exit(1)


def _first_failure(tree: Path) -> str | None:
    """The first test that fails in this tree, or what pytest says where none can run."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", *_TESTS]
    # the copy's modules, not those that are installed
    environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode == 0:
        return None
    said = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return said[0].split(" - ")[0].removeprefix("FAILED ") if said else ended.stdout[-200:] + ended.stderr[-200:]


if __name__ == "__main__":
    main()
