"""Another process that has a project's database open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.ids import ProjectKey

_HOLD = """
import sys
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/"))):
    print('held', flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(home: Path, key: ProjectKey) -> Iterator[int]:
    """The project's database is held for the block; gives the holder's PID."""
    hold = [sys.executable, "-c", _HOLD, str(home), str(key)]
    with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder.pid
