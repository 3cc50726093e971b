"""Opens a project's data in the order of coming, in whichever storage they are."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from schemas.ids import ProjectKey
from tasks.warehouse.migrations import migrate
from tasks.warehouse.statements import Connection
from tasks.warehouse.storages.storage import Storage


@contextmanager
def opened_in_turn(storage: Storage, key: ProjectKey, patience: float) -> Iterator[Connection]:
    """The project's data with the newest tables, which nobody else changes meanwhile.

    Raises what `Storage.first_in_queue` and `Storage.opened` raise.
    """
    with ExitStack() as opened:
        with storage.first_in_queue(key, patience) as left:
            con = opened.enter_context(storage.opened(key, left))
            migrate(con)
        yield con
