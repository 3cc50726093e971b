"""A backfill as an async action: what its id stands for, what it reports to anybody, and how it is stopped."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from schemas.ids import ProjectKey
from schemas.reports.action_report import ActionReport
from schemas.reports.backfill_report import BackfillReport
from schemas.reports.report import ImportReport
from tasks.backfill.asked_for.request import BackfillRequest
from tasks.backfill.begin import described
from tasks.backfill.leave import leave
from tasks.backfill.progress import find_by_id, find_unfinished
from tasks.extract.source_name import shown_name
from tasks.imports.history import find, find_row
from tasks.warehouse.project import ProjectWarehouse
from tasks.warehouse.statements import Connection
from tasks.warehouse.threads import free_memory, limit_memory

_TOLD = ("row_count", "stale_count", "orders", "customers", "products", "skus", "warnings", "segments", "effects")
_COUNTED = ("byte_count", "reconciliation")


@dataclass(frozen=True, slots=True)
class BoundedProject:
    """A project's warehouse whose connections keep to a backfill's share of the memory while they are lent."""

    warehouse: ProjectWarehouse

    @property
    def rejects_folder(self) -> Path:
        """Where files of rejected orders go."""
        return self.warehouse.rejects_folder

    @property
    def backfills_folder(self) -> Path:
        """Where sources are put that cannot be read as they are."""
        return self.warehouse.backfills_folder

    def open(self) -> AbstractContextManager[Connection]:
        """A connection for the block."""
        return _with_little_memory(self.warehouse.open())

    def open_anew(self) -> AbstractContextManager[Connection]:
        """The same with a database that was closed before."""
        return _with_little_memory(self.warehouse.open_anew())


@contextmanager
def _with_little_memory(opened: AbstractContextManager[Connection]) -> Iterator[Connection]:
    with opened as con:
        limit_memory(con)
        try:
            yield con
        finally:
            free_memory(con)


def unfinished_id(con: Connection, request: BackfillRequest) -> str | None:
    """The id of the backfill that the same request has begun before, and that has not come to its end."""
    found = find_unfinished(con, request.command)
    return None if found is None or request.is_anew else found.id


def stored_count(con: Connection, backfill_id: str) -> int:
    """How many orders of the backfill of this id are stored, or handed back, so far."""
    found = find_by_id(con, backfill_id)
    return 0 if found is None else found.loaded.row_count


def ended_report(con: Connection, key: ProjectKey, backfill_id: str) -> ActionReport | None:
    """What the backfill of this id has come to, if it has ended already."""
    row = find_row(con, backfill_id)
    return None if row is None or row.finished_at is None else _of_import(find(con, key, backfill_id))


def stop(con: Connection, key: ProjectKey, backfill_id: str, folder: Path) -> ActionReport:
    """End a backfill that is cancelled: what it has stored stays, is listed, and its customers are up to date.

    `folder` is that of all backfills.
    """
    ended, found = ended_report(con, key, backfill_id), find_by_id(con, backfill_id)
    if ended is not None:
        return ended
    if found is None:
        return ActionReport(message="Cancelled before any of its orders were stored.", done_count=0, failed_count=0)
    names = described([each.name for each in found.sources])
    return _of_import(leave(con, key, found, names, folder / backfill_id, "Cancelled"))


def told(report: BackfillReport) -> ActionReport:
    """The report for anybody: the names of sources without their folders."""
    details = report.model_dump(mode="json", include={*_TOLD, *_COUNTED})
    sources = [each.model_dump(mode="json") | {"name": last_name(each.name)} for each in report.sources]
    return ActionReport(
        message=report.message,
        done_count=report.done_count,
        failed_count=report.failed_count,
        failed=report.failed,
        differences=report.differences,
        details={**details, "sources": sources},
    )


def last_name(source: str) -> str:
    """What anybody may read of a source's name."""
    return PurePath(shown_name(source)).name.partition("?")[0]


def _of_import(report: ImportReport) -> ActionReport:
    return ActionReport(
        message=report.message,
        done_count=report.done_count,
        failed_count=report.row_count - report.done_count - report.stale_count,
        failed=report.failed[:100],
        details=report.model_dump(mode="json", include={*_TOLD}),
    )
