"""At most one process works on a project, the others follow in order, whichever storage its data are in."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from schemas.ids import ProjectKey
from tasks.warehouse.storages.of_home import storage_of
from tasks.warehouse.storages.storage import Storage

POLL_SECONDS = 0.05
OnWait = Callable[[str], None]
"""Called with the process that is waited for, such as `process 4711`, whenever that is another one."""


def project_lock(home: Path, key: ProjectKey, on_wait: OnWait = lambda _process: None) -> AbstractContextManager[None]:
    """Work on the project for the block, after all who came before."""
    return lock_in(storage_of(home), key, on_wait)


@contextmanager
def lock_in(storage: Storage, key: ProjectKey, on_wait: OnWait) -> Iterator[None]:
    """The same for what one storage has of the project."""
    with storage.ticket(key) as ticket:
        waited_for = None
        while (process := ticket.waits_for()) is not None:
            if process != waited_for:
                waited_for = process
                on_wait(process)
            time.sleep(POLL_SECONDS)
        yield
