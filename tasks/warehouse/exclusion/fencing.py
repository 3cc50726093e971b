"""The fencing token in each database: a counter, raised by each holder of the project's lane, so that nobody earlier
commits after it.

Invariant: the token only grows, by one for each grant, whatever the clocks say. A lease can be lost between its last
check and a commit (a machine that slept, shared storage where file locks mean little); the token in the file is checked
inside the committing transaction itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tasks.warehouse.statements import Connection, before_commit, sql, transaction, written_count


def raise_fence(con: Connection, check: Callable[[], None]) -> int:
    """The token of whoever has been granted the lane now; all earlier ones commit nothing more.

    `check` raises if the lease of the lane is lost.
    """
    before = before_commit.set(lambda _con: check())
    try:
        with transaction(con):
            con.execute(sql("warehouse/raise_fence"))
            return read_fence(con)
    finally:
        before_commit.reset(before)


def read_fence(con: Connection) -> int:
    """The token of whoever was granted the lane last."""
    row: tuple[int] | None = con.execute("SELECT token FROM lane_fence").fetchone()
    if row is None:
        message = "the database has no fencing token"
        raise RuntimeError(message)
    return row[0]


@contextmanager
def fenced(token: int, check: Callable[[], None], refuse: Callable[[], None]) -> Iterator[None]:
    """In this block, also in threads started from it, a transaction commits only while `token` is the file's.

    `check` raises if the lease of the lane is lost; `refuse` must raise, and is called when the file has another token.
    """

    def check_fence(con: Connection) -> None:
        check()
        if not written_count(con, sql("warehouse/check_fence"), {"token": token}):
            refuse()

    before = before_commit.set(check_fence)
    try:
        yield
    finally:
        before_commit.reset(before)


@contextmanager
def unfenced() -> Iterator[None]:
    """In this block transactions are not checked: they are those of a file that nobody else knows."""
    before = before_commit.set(lambda _con: None)
    try:
        yield
    finally:
        before_commit.reset(before)
