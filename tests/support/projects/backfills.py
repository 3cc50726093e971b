"""Backfills into a database that is open already, and whose process can be killed wherever something is committed."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from schemas.reports.backfill_report import BackfillReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.core import BackfillCallbacks, backfill
from tasks.warehouse.statements import Connection, before_commit
from tests.support.projects.stages import KEY


class Killed(BaseException):
    """The process is gone: nobody notes it."""


@dataclass(frozen=True)
class Folders:
    """Where the files of a warehouse are."""

    folder: Path

    @property
    def rejects_folder(self) -> Path:
        return self.folder / "rejects"

    @property
    def backfills_folder(self) -> Path:
        return self.folder / "backfills"

    def open_anew(self) -> AbstractContextManager[Connection]:
        return self.open()


@dataclass(frozen=True)
class OpenWarehouse(Folders):
    """One open connection, whoever asks for it how often."""

    con: Connection

    @contextmanager
    def open(self) -> Iterator[Connection]:
        yield self.con


@dataclass
class Deaths:
    """Kills the process at these moments, counted over all attempts: before each commit, and after each portion."""

    at: Iterable[int]
    moments: Iterator[int] = field(default_factory=count)

    def moment(self, *_: object) -> None:
        if next(self.moments) in self.at:
            raise Killed


def run_to_its_end(
    request: BackfillRequest,
    warehouse: OpenWarehouse,
    deaths: Iterable[int] = (),
    between: Callable[[], None] = lambda: None,
) -> BackfillReport:
    """The report of a backfill that is run again after each death, and `between` before that."""
    killer = Deaths(set(deaths))
    callbacks = BackfillCallbacks(on_progress=killer.moment)
    while True:
        outer = before_commit.set(killer.moment)
        try:
            return backfill(request, warehouse, callbacks)
        except Killed:
            pass
        finally:
            before_commit.reset(outer)
        between()


def request_of(*sources: Path, **options: object) -> BackfillRequest:
    """A backfill of these files into the project of the tests."""
    return BackfillRequest(KEY, tuple(map(str, sources)), **options)


def written(path: Path, count: int) -> Path:
    """Orders of two customers, every seventh of which is refused."""
    orders = [
        {
            "source_id": str(n),
            "amount": -1 if n % 7 == 6 else n,
            "status": "PAID",
            "customer": {"source_id": str(n % 2)},
        }
        for n in range(count)
    ]
    path.write_text("".join(f"{json.dumps(order)}\n" for order in orders))
    return path
