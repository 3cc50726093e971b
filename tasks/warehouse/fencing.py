"""The fencing token in each database: of who held the project's lane last, so that nobody earlier commits after it.

Invariant: the token only grows. A lease can be lost between its last check and a commit (a machine that slept, shared
storage where file locks mean little); the token in the file is checked inside the committing transaction itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tasks.warehouse.statements import Connection, before_commit, sql


@contextmanager
def fenced(token: int, check: Callable[[], None], refuse: Callable[[], None]) -> Iterator[None]:
    """In this block, also in threads started from it, every transaction leaves `token` in the file or rolls back.

    `check` raises if the lease of the lane is lost; `refuse` must raise, and is called when the file has a higher
    token.
    """

    def stamp(con: Connection) -> None:
        check()
        if con.execute(sql("warehouse/raise_fence"), {"token": token}).fetchone() is None:
            refuse()

    before = before_commit.set(stamp)
    try:
        yield
    finally:
        before_commit.reset(before)
