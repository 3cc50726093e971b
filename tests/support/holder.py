"""Another process that has a project's database open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOLD = """
import sys
from pathlib import Path
from tasks.warehouse.connection import open_warehouse
with open_warehouse(Path(sys.argv[1])):
    print('held', flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(database: Path) -> Iterator[int]:
    """The database is held for the block; gives the holder's PID."""
    hold = [sys.executable, "-c", _HOLD, str(database)]
    with subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder.pid
