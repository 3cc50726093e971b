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

_IMPORT = """
import sys
from pathlib import Path
from schemas.ids import ProjectKey
from tasks.warehouse.sharing.connection_cache import ConnectionCache
from tasks.warehouse.statements import transaction
cache = ConnectionCache()
with cache.lent(Path(sys.argv[1]), ProjectKey(*sys.argv[2].split("/")), 5) as con, transaction(con):
    con.execute("UPDATE lane_fence SET token = token + 1")
    print('held', flush=True)
    sys.stdin.read()
cache.close()
"""


@contextmanager
def importing(home: Path, key: ProjectKey) -> Iterator[int]:
    """The project's database is open for the block in another process, as by an import that is in its load."""
    with _process(_IMPORT, home, key) as pid:
        yield pid


@contextmanager
def held(home: Path, key: ProjectKey) -> Iterator[int]:
    """The project's database is held for the block; gives the holder's PID."""
    with _process(_HOLD, home, key) as pid:
        yield pid


@contextmanager
def _process(code: str, home: Path, key: ProjectKey) -> Iterator[int]:
    command = [sys.executable, "-c", code, str(home), str(key)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield holder.pid
